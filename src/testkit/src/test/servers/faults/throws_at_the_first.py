"""Wrong: throws at the first request, in whatever form it comes."""

import os
import socket


def parse(request):
    raise NotImplementedError("parse() is not written yet")


def serve(connection):
    while request := connection.recv(1024):
        words = parse(request)
        connection.sendall(b"OK\n" if words[0] == b"SET" else b"(nil)\n")


host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "6379"))
listener = socket.create_server((host, port))
while True:
    serve(listener.accept()[0])
