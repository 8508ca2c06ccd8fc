# A loop that never waits: it prints, and never accepts.
import os
import socket

listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    print("waiting for a client ...")
