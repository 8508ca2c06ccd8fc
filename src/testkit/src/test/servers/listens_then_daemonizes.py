"""Hard to end: the process that listens ends at once; its child has inherited the listener.

The child is in a session of its own and serves one client at a time.
"""

import os

from commands import listen, serve

listener = listen()
if os.fork() > 0:
    os._exit(0)
os.setsid()
while True:
    connection, _ = listener.accept()
    serve(connection)
