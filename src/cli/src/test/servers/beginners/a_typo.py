# A name that is not there, in the code that serves.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    client, address = listener.accept()
    data = client.recv(1024)
    print("got", data, "from", adress)
    client.sendall(b"+OK\r\n")
