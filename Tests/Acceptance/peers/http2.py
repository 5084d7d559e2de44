"""A token issuer behind TLS that speaks HTTP/2 by the `h2` package (PyPI), and counts what was spoken to it."""

import datetime
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .token_issuer import TokenIssuer


class HTTP2Issuer(TokenIssuer):
    """Serves its documents over HTTP/2 only."""

    def __init__(self, port: int, authority: Path):
        super().__init__(f"https://127.0.0.1:{port}")
        self.authority = authority
        self.spoken: set[str | None] = set()
        self.paths: list[str] = []

    def serve(self, connection: ssl.SSLSocket) -> None:
        self.spoken.add(connection.selected_alpn_protocol())
        speaker = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        speaker.initiate_connection()
        connection.sendall(speaker.data_to_send())
        while data := connection.recv(65536):
            for event in speaker.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self.answer(speaker, event.stream_id, dict(event.headers)[":path"])
            connection.sendall(speaker.data_to_send())

    def answer(self, speaker: h2.connection.H2Connection, stream: int, path: str) -> None:
        self.paths.append(path)
        document = {"/.well-known/openid-configuration": self.discovery, "/jwks": self.jwks}[path]
        body = json.dumps(document()).encode()
        head = [(":status", "200"), ("content-type", "application/json"), ("content-length", str(len(body)))]
        speaker.send_headers(stream, head)
        speaker.send_data(stream, body, end_stream=True)


@contextmanager
def http2_issuer(folder: Path) -> Iterator[HTTP2Issuer]:
    """The issuer on a free port of loopback, with a certificate for that address."""
    folder.mkdir(parents=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = write_certificate(folder)
    context.load_cert_chain(certificate, folder / "key.pem")
    context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))
    issuer = HTTP2Issuer(listener.getsockname()[1], certificate)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                issuer.serve(secured)
        except OSError:
            """The other end hung up."""

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield issuer
    finally:
        listener.close()


def write_certificate(folder: Path) -> Path:
    """A certificate of a day for 127.0.0.1 that is its own authority; the key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"
