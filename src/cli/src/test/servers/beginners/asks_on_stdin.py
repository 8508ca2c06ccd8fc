# Asks which port to use: nobody is there to answer.
import socket

port = int(input("Port? "))
listener = socket.create_server(("127.0.0.1", port))
while True:
    client = listener.accept()[0]
    with client, client.makefile("rwb", 0) as lines:
        for line in lines:
            lines.write(b"+OK\r\n")
