"""What the Python servers of this folder share: arrays of bulk strings, and the commands of a
"build your own Redis" tutorial. A line is no request to them. Not a server itself."""

import os
import socket
import time

store = {}  # key -> (value, when it expires, in seconds of the monotonic clock, or None)


def listen():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "6379"))))
    listener.listen(128)
    return listener


def parse(unread):
    """The first array's words and the bytes behind it; None and all bytes while it is not whole."""
    rest, words = unread, []
    head, end, rest = rest.partition(b"\r\n")
    for _ in range(int(head[1:]) if end else 0):
        size, end, rest = rest.partition(b"\r\n")
        length = int(size[1:]) if end else 0
        if not end or len(rest) < length + 2:
            return None, unread
        words.append(rest[:length])
        rest = rest[length + 2 :]
    return (words, rest) if end else (None, unread)


def bulk(value):
    return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)


def execute(words):
    command, arguments = words[0].upper(), words[1:]
    if command == b"PING":
        return b"+PONG\r\n"
    if command == b"ECHO":
        return bulk(arguments[0])
    if command == b"SET":
        expires = None
        if len(arguments) == 4 and arguments[2].upper() == b"PX":
            expires = time.monotonic() + int(arguments[3]) / 1000
        store[arguments[0]] = arguments[1], expires
        return b"+OK\r\n"
    if command == b"GET":
        value, expires = store.get(arguments[0], (None, None))
        return bulk(None if expires and expires < time.monotonic() else value)
    return b"-ERR unknown command\r\n"


def serve(connection):
    """Answers one client until it leaves; drops what does not begin as an array."""
    unread = b""
    with connection:
        while piece := connection.recv(1024):
            unread += piece
            while unread.startswith(b"*"):
                words, unread = parse(unread)
                if words is None:
                    break
                connection.sendall(execute(words))
            if not unread.startswith(b"*"):
                unread = b""
