"""Right: blocking, one client at a time. A line gets no reply: it is dropped."""

from resp import listen, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection)
