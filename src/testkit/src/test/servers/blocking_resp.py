"""Right: blocking, one client at a time, replies as Redis writes them."""

from commands import listen, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection)
