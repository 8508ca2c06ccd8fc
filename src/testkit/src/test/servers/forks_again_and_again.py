"""Hard to end: each process forks the next one and ends at once; only the last serves."""

import os

from commands import listen, serve

listener = listen()
for _ in range(50):
    if os.fork() > 0:
        os._exit(0)
while True:
    connection, _ = listener.accept()
    serve(connection)
