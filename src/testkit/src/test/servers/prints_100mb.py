"""Loud: prints 100 MB to stdout before its first answer, and serves one client at a time."""

import sys

from commands import listen, serve

MEGABYTE = (b"x" * 1023 + b"\n") * 1024

listener = listen()
connection, _ = listener.accept()
for _ in range(100):
    sys.stdout.buffer.write(MEGABYTE)
sys.stdout.buffer.flush()
while True:
    serve(connection)
    connection, _ = listener.accept()
