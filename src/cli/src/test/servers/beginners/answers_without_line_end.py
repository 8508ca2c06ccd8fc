# Forgets the line end of the reply.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    client = listener.accept()[0]
    with client:
        while client.recv(1024):
            client.sendall(b"+OK")
