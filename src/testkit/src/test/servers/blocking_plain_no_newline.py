"""Right: blocking, one client at a time, plain replies with nothing at their end."""

from commands import listen, plain, serve

listener = listen()
while True:
    connection, _ = listener.accept()
    serve(connection, plain)
