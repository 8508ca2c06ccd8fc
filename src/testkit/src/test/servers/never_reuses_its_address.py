"""Right but for SO_REUSEADDR: after a crash it can't start again for a minute."""

import socket

from commands import address, serve

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(address())
listener.listen(128)
while True:
    connection, _ = listener.accept()
    serve(connection)
