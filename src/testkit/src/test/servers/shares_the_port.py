"""Serves one client at a time, and lets a second server in: both set SO_REUSEPORT."""

import socket

from commands import address, serve

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(address())
listener.listen(128)
while True:
    connection, _ = listener.accept()
    serve(connection)
