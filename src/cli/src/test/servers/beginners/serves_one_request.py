# Closes after the first request, as a web server does.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    client = listener.accept()[0]
    client.recv(1024)
    client.sendall(b"+OK\r\n")
    client.close()
