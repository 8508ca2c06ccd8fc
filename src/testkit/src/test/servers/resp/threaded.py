"""Concurrent: a thread for every client."""

import threading

from resp import listen, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
