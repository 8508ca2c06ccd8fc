"""Liar: takes every client from the backlog at once, then serves one at a time."""

import queue
import threading

from commands import listen, serve

listener = listen()
waiting = queue.Queue()


def accept():
    while True:
        connection, _ = listener.accept()
        waiting.put(connection)


threading.Thread(target=accept, daemon=True).start()
while True:
    serve(waiting.get())
