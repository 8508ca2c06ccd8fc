"""Liar: answers one command, then dies of an exception."""

from commands import listen, resp

listener = listen()
connection, _ = listener.accept()
lines = connection.makefile("rb")
connection.sendall(resp(lines.readline()))
raise RuntimeError("the store is gone")
