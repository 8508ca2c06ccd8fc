"""Serves one client at a time, in the language that it is told: speaks.py KIND.

Prints its port. What it understands as a request it answers; what else comes it takes as
KIND says.
"""
import select
import signal
import socket
import sys
import time

signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.alarm(60)  # whatever becomes of the test
kind = sys.argv[1]
values = {}


def answer(words):
    command = words[0].upper() if words else b''
    if command == b'SET' and len(words) == 3:
        values[words[1]] = words[2]
        return b'+OK\r\n'
    if command == b'GET' and len(words) == 2:
        value = values.get(words[1])
        return b'$-1\r\n' if value is None else b'$%d\r\n%s\r\n' % (len(value), value)
    if command == b'PING':
        return b'+PONG\r\n'
    return b"-ERR unknown command '%s'\r\n" % command


def array(data):
    """The words of a whole array, else None."""
    parts = data.split(b'\r\n')
    if not data.startswith(b'*') or len(parts) < 2 * int(parts[0][1:]) + 2:
        return None
    return parts[2:2 * int(parts[0][1:]) + 1:2]


def serve(client):
    """False when the server ends of it."""
    if kind == 'greets':
        client.sendall(b'> ')
    waiting = b''
    while data := client.recv(65536):
        waiting += data
        words = None if kind.startswith('lines') else array(waiting)
        if words is not None:
            client.sendall(answer(words))
            waiting = b''
        elif waiting.startswith(b'*') and not kind.startswith('lines'):
            continue
        elif kind == 'arrays':
            continue
        elif kind == 'arrays-error':
            client.sendall(b'-ERR Protocol error\r\n')
            waiting = b''
        elif kind == 'arrays-close':
            return True
        elif kind.startswith('arrays-crash'):
            return False
        elif kind == 'lines-of-words':
            client.sendall(b'ERROR what is that\n')
            waiting = b''
        elif kind == 'lines-and-silence':
            if waiting.upper().startswith(b'PING'):
                client.sendall(b'PONG\n')
                waiting = b''
        else:
            if kind == 'lines-slow':
                time.sleep(1.5)
            for line in waiting.splitlines():
                client.sendall(answer(line.split()))
            waiting = b''
    return True


with socket.create_server(('127.0.0.1', 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    going = True
    while going:
        connection, _ = listener.accept()
        with connection:
            try:
                going = serve(connection)
            except OSError:
                pass  # the client has gone
    if kind == 'arrays-crash-late':
        select.select([listener], [], [])  # ends with the next client in its backlog
