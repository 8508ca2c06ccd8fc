"""Concurrent: four threads, made once, share the clients."""

from concurrent.futures import ThreadPoolExecutor

from commands import listen, serve

listener = listen()
pool = ThreadPoolExecutor(max_workers=4)
while True:
    connection, _ = listener.accept()
    pool.submit(serve, connection)
