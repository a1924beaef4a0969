"""``tied.py SIGNAL PARENT COMMAND…``: become the command, and get SIGNAL when the parent is gone.

A program of its own because code between fork and exec is unsafe as soon as there are threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; survives the exec below


def main() -> None:
    death_signal, parent, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died before we had tied ourselves
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 (the command comes from our own supervisor)


if __name__ == "__main__":
    main()
