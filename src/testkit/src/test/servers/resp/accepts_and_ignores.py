"""Wrong: accepts each client and never reads what it sends."""

from resp import listen

listener = listen()
connections = []
while True:
    connections.append(listener.accept())
