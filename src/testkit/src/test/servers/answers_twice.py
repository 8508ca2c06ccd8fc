"""Liar: gives every answer twice."""

from commands import listen, resp, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection, lambda line: resp(line) * 2)
