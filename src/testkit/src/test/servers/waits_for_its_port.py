"""Tries again and again while its port is held, and never says so."""

import time

from commands import listen, serve

while True:
    try:
        listener = listen()
        break
    except OSError:
        time.sleep(0.1)
while True:
    connection, _ = listener.accept()
    serve(connection)
