#!/bin/sh
# Writes the PEM files of this folder: private keys that must be refused, and things that are none.
set -e
cd "$(dirname "$0")"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.tmp
openssl pkcs8 -topk8 -in plain.tmp -passout pass:secret -out encrypted.pem
openssl pkey -in plain.tmp -pubout -out public.pem
openssl req -x509 -key plain.tmp -subj /CN=example -days 36500 -out certificate.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out secp256k1.pem
openssl genpkey -algorithm ED448 -out ed448.pem
rm plain.tmp
