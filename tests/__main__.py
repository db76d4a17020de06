"""Runs pytest and ends with its exit status: `python -m tests [pytest's arguments]`.

Leaving by `os._exit`, because a process that has used Temporal's SDK may abort in the interpreter's own exit.
"""

import os
import sys

import pytest

status = int(pytest.main(sys.argv[1:]))
sys.stdout.flush()
sys.stderr.flush()
os._exit(status)
