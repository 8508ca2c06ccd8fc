"""The tiny store behind every Python server of this folder: PING, SET, GET, DEL and INCR.

A server here shows only when it accepts and serves a client; what it answers stands here.
Plain Python, 3.6 and later. Not a server itself.
"""

import os
import socket

store = {}


class Error(Exception):
    """An answer that begins with ERR."""


def address():
    return os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "6379"))


def listen(where=None):
    """A socket that listens at $HOST and $PORT, or where it is told to."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(where or address())
    listener.listen(128)
    return listener


def answer(line):
    """The answer to one inline command: a str, an int, None for nil, or an Error."""
    words = line.decode().split()
    command = words[0].upper() if words else ""
    if command == "PING" and len(words) == 1:
        return "PONG"
    if command == "SET" and len(words) == 3:
        store[words[1]] = words[2]
        return "OK"
    if command == "GET" and len(words) == 2:
        return store.get(words[1])
    if command == "DEL" and len(words) >= 2:
        return sum(store.pop(key, None) is not None for key in words[1:])
    if command == "INCR" and len(words) == 2:
        try:
            store[words[1]] = str(int(store.get(words[1], "0")) + 1)
        except ValueError:
            return Error("ERR value is not an integer or out of range")
        return int(store[words[1]])
    return Error("ERR unknown command '%s' or wrong number of arguments" % command)


def resp(line):
    """The reply as Redis writes it: +OK, $5, $-1, :1, -ERR."""
    value = answer(line)
    if value is None:
        return b"$-1\r\n"
    if isinstance(value, Error):
        return ("-%s\r\n" % value).encode()
    if isinstance(value, int):
        return (":%d\r\n" % value).encode()
    if value in ("OK", "PONG"):
        return ("+%s\r\n" % value).encode()
    return ("$%d\r\n%s\r\n" % (len(value.encode()), value)).encode()


def plain(line):
    """The reply as redis-cli shows it: OK, Alice, (nil), (integer) 1, (error) ERR."""
    value = answer(line)
    if value is None:
        return b"(nil)"
    if isinstance(value, Error):
        return ("(error) %s" % value).encode()
    if isinstance(value, int):
        return ("(integer) %d" % value).encode()
    return value.encode()


def serve(connection, reply=resp):
    """Answers one client until it leaves."""
    with connection, connection.makefile("rb") as lines:
        try:
            for line in lines:
                connection.sendall(reply(line))
        except ConnectionError:
            pass  # it left and said nothing
