# Compares the request with its line end.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
values = {}
while True:
    client = listener.accept()[0]
    with client:
        while data := client.recv(1024):
            words = data.decode().split(" ")
            if words[0] == "SET":
                values[words[1]] = words[2]
                client.sendall(b"+OK\r\n")
            elif words[0] == "GET":
                client.sendall(("+" + values.get(words[1], "(nil)") + "\r\n").encode())
