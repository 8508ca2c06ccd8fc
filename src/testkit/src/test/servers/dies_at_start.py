"""Liar: prints a traceback and exits with 3 before it listens."""

import sys
import traceback

try:
    {}["port"]
except KeyError:
    traceback.print_exc()
    sys.exit(3)
