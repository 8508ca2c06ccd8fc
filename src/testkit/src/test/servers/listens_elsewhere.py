"""Liar: serves well, on a port that it was not given."""

from commands import address, listen, serve

listener = listen((address()[0], 0))  # the kernel picks a free one
while True:
    connection, _ = listener.accept()
    serve(connection)
