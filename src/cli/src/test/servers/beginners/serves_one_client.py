# Accepts once: the program ends with its first client.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
client = listener.accept()[0]
while client.recv(1024):
    client.sendall(b"+OK\r\n")
client.close()
