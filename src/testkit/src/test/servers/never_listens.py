"""Liar: runs, and never listens."""

import signal

while True:
    signal.pause()
