"""Hard to end: serves one client at a time, beside two children that hold the port.

The children ignore SIGTERM and have sessions of their own.
"""

import os
import signal

from commands import listen, serve

listener = listen()
for _ in range(2):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.setsid()
        while True:
            signal.pause()
while True:
    connection, _ = listener.accept()
    serve(connection)
