"""Concurrent: a new thread for every client."""

import threading

from commands import listen, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
