"""Concurrent: four processes, made before the first client, accept from the same listener."""

import os

from commands import listen, serve

listener = listen()
for _ in range(4):
    if os.fork() == 0:
        while True:
            connection, _ = listener.accept()
            serve(connection)
while True:
    os.wait()
