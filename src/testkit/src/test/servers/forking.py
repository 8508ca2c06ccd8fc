"""Concurrent: a new process for every client."""

import os
import signal

from commands import listen, serve

signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
listener = listen()
while True:
    connection, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        serve(connection)
        os._exit(0)
    connection.close()
