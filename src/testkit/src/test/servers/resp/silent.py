"""Wrong: reads whatever comes and never says a word."""

from resp import listen

listener = listen()
while True:
    connection, _ = listener.accept()
    while connection.recv(1024):
        pass
    connection.close()
