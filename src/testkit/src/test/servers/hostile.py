"""Serves one client at a time, and does something to its judge: hostile.py KIND TRACE_LOG."""

import ctypes
import os
import signal
import sys

from commands import listen, resp, serve


def forge(path):
    with open(path, "r+b") as log:
        log.write(b"1 1700000000.000000 +++ exited with 0 +++\n" * 1000)


def replace(path, by):
    os.unlink(path)
    by(path)


def signal_strace(number):
    with open("/proc/self/status") as lines:
        tracer = next(line for line in lines if line.startswith("TracerPid:"))
    os.kill(int(tracer.split()[1]), number)


TO_TRACE = {
    "truncates": lambda path: os.truncate(path, 0),
    "removes": os.unlink,
    "forges": forge,
    "makes-a-pipe-of": lambda path: replace(path, os.mkfifo),
    "makes-a-folder-of": lambda path: replace(path, os.mkdir),
    "makes-zeros-of": lambda path: replace(path, lambda p: os.symlink("/dev/zero", p)),
}
AFTER_A_REPLY = {
    "kills-strace": lambda: signal_strace(signal.SIGKILL),
    "stops-strace": lambda: signal_strace(signal.SIGSTOP),
    "dies-by-segv": lambda: ctypes.string_at(0),
}
FOR_EVER = {
    "sends-lines": b"+OK\r\n" * 10000,
    "sends-a-line": b"x" * 65536,
}

kind = sys.argv[1]
listener = listen()
while True:
    client, _ = listener.accept()
    if kind in TO_TRACE:
        TO_TRACE[kind](sys.argv[2])
        kind = "has-done-it"
    elif kind in AFTER_A_REPLY:
        client.sendall(resp(client.recv(4096)))
        AFTER_A_REPLY[kind]()
    try:
        while kind in FOR_EVER:
            client.sendall(FOR_EVER[kind])
    except ConnectionError:
        pass  # it had enough
    serve(client)
