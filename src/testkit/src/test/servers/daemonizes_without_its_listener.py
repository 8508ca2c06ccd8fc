"""Wrong: the process that listens ends at once, and its child closes what it has inherited."""

import os
import signal

from commands import listen

listener = listen()
if os.fork() > 0:
    os._exit(0)
listener.close()
while True:
    signal.pause()
