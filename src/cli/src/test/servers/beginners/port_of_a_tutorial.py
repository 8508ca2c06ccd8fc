# Listens on the port that the tutorial had.
import socket

listener = socket.create_server(("127.0.0.1", 0))
print("Server is running...", flush=True)
while True:
    client = listener.accept()[0]
    with client, client.makefile("rwb", 0) as lines:
        for line in lines:
            lines.write(b"+OK\r\n")
