"""A peer that answers raw bytes, for tests of the HTTP client.

Usage: peer.py [CERTIFICATE KEY]. Listens on 127.0.0.1, prints its port, ends with its standard input.
With a certificate it speaks TLS. The path chooses the answer.
"""
import os
import socket
import ssl
import sys
import threading
import time

ANSWERS = {
    "/ok": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "/garbage": b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n",
    "/http09": b"<html>no head</html>",
    "/partial": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
    "/nothing": b"",
    "/status999": b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
    "/continue": b"HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Late: 2\r\nContent-Length: 2\r\n\r\nok",
    "/trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n",
    "/announced": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1000000,
    "/cookie": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok",
    "/head": b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 8000 + b"\r\n" + b"Y: " + b"y" * 90000 + b"\r\n\r\n",
}


def serve(connection):
    try:
        data = b""
        while b"\r\n\r\n" not in data:
            part = connection.recv(65536)
            if not part:
                return
            data += part
        path = data.split(b" ")[1].decode()
        if path == "/unending":
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b"x" * 4096)
        elif path == "/drip":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while True:
                connection.sendall(b"x")
                time.sleep(0.1)
        elif path == "/echo":
            body = data
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        else:
            connection.sendall(ANSWERS[path])
    except OSError:
        pass
    finally:
        connection.close()


def main():
    listening = socket.create_server(("127.0.0.1", 0))
    context = None
    if len(sys.argv) == 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    print(listening.getsockname()[1], flush=True)

    def end():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()

    def handle(raw):
        try:
            raw.settimeout(30)
            serve(context.wrap_socket(raw, server_side=True) if context else raw)
        except OSError:
            raw.close()

    while True:
        raw, _ = listening.accept()
        threading.Thread(target=handle, args=(raw,), daemon=True).start()


main()
