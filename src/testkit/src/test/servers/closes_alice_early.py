"""Liar: hangs up on every client after one answer."""

from commands import listen, resp

listener = listen()
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(resp(lines.readline()))
