"""Liar: answers one command, then stays alive and does nothing."""

import signal

from commands import listen, resp

listener = listen()
connection, _ = listener.accept()
lines = connection.makefile("rb")
connection.sendall(resp(lines.readline()))
while True:
    signal.pause()
