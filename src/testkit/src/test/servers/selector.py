"""Concurrent: one thread that asks the kernel which of its clients has sent something."""

import selectors

from commands import listen, resp

listener = listen()
ready = selectors.DefaultSelector()
ready.register(listener, selectors.EVENT_READ)
unread = {}  # by connection: what came after the last whole line


def take(connection):
    try:
        data = connection.recv(4096)
    except ConnectionError:
        data = b""
    if not data:
        ready.unregister(connection)
        del unread[connection]
        connection.close()
        return
    *lines, unread[connection] = (unread[connection] + data).split(b"\n")
    for line in lines:
        connection.sendall(resp(line))


while True:
    for key, _ in ready.select():
        if key.fileobj is listener:
            connection, _ = listener.accept()
            unread[connection] = b""
            ready.register(connection, selectors.EVENT_READ)
        else:
            take(key.fileobj)
