"""Liar: says OK to every client before it has asked for anything."""

from commands import listen, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    connection.sendall(b"+OK\r\n")
    serve(connection)
