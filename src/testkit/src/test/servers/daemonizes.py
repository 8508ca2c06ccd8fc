"""Hard to end: the process that was started ends at once; its grandchild serves.

The grandchild is in a session of its own and serves one client at a time.
"""

import os

from commands import listen, serve

if os.fork() > 0:
    os._exit(0)
os.setsid()
if os.fork() > 0:
    os._exit(0)

listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection)
