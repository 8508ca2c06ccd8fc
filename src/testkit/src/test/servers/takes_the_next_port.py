"""Takes the next port when its own is held: then no client finds it."""

from commands import address, listen, serve

host, port = address()
while True:
    try:
        listener = listen((host, port))
        break
    except OSError:
        port += 1
while True:
    connection, _ = listener.accept()
    serve(connection)
