"""Hard to end: serves one client at a time and ignores SIGTERM, SIGINT and SIGHUP."""

import signal

from commands import listen, serve

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection)
