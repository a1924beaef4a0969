"""``tied.py SIGNAL PARENT COMMAND…``: become the command, and get SIGNAL when the parent is gone.

A program of its own because code between fork and exec is unsafe as soon as there are threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; survives an exec


def tie(death_signal: int, parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died before we had tied ourselves
            sys.exit(1)


if __name__ == "__main__":
    tie(int(sys.argv[1]), int(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 (the command is our own supervisor's)
