"""Right: blocking, one client at a time, plain lines for replies, on port 6379 whatever it is told.

Written as a beginner writes it: one file, one receive for one command.
"""

import socket

HOST = "127.0.0.1"
PORT = 6379

store = {}


def handle(command):
    parts = command.split()
    if not parts:
        return "ERROR: empty command"
    name = parts[0].upper()
    if name == "PING":
        return "PONG"
    if name == "SET" and len(parts) >= 3:
        store[parts[1]] = " ".join(parts[2:])
        return "OK"
    if name == "GET" and len(parts) == 2:
        return store.get(parts[1], "(nil)")
    if name == "DEL" and len(parts) == 2:
        return "1" if store.pop(parts[1], None) is not None else "0"
    if name == "INCR" and len(parts) == 2:
        store[parts[1]] = str(int(store.get(parts[1], "0")) + 1)
        return store[parts[1]]
    return "ERROR: unknown command"


with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((HOST, PORT))
    server.listen(5)
    print("Server listening on %s:%d" % (HOST, PORT))
    while True:
        connection, address = server.accept()
        print("Connected:", address)
        with connection:
            while True:
                data = connection.recv(1024)
                if not data:
                    break
                connection.sendall((handle(data.decode()) + "\n").encode())
        print("Disconnected:", address)
