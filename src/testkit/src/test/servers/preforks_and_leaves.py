"""Hard to end: three workers accept from the same listener; their parent has gone."""

import os

from commands import listen, serve

listener = listen()
for _ in range(3):
    if os.fork() == 0:
        while True:
            connection, _ = listener.accept()
            serve(connection)
os._exit(0)
