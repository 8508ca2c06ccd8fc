"""Wrong: listens, and never accepts. Its clients connect: the kernel does that."""

import threading

from resp import listen

listener = listen()
threading.Event().wait()
