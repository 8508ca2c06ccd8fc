"""Liar: accepts two clients, then serves the second before the first."""

from commands import listen, serve

listener = listen()
while True:
    alice, _ = listener.accept()
    bob, _ = listener.accept()
    serve(bob)
    serve(alice)
