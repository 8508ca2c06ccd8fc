"""Right, with arrays: blocking, one client at a time. A line ends the whole server: int() fails."""

from resp import execute, listen, parse

listener = listen()
while True:
    connection, _ = listener.accept()
    unread = b""
    while piece := connection.recv(1024):
        unread += piece
        while unread:
            words, unread = parse(unread)
            if words is None:
                break
            connection.sendall(execute(words))
    connection.close()
