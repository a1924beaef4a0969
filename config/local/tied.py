"""``tied.py SIGNAL PARENT USER COMMAND…``: become the command, and get SIGNAL without the parent.

A program of its own because code between fork and exec is unsafe as soon as there are threads.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; survives an exec


def tie(death_signal: int, parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died before we had tied ourselves
            sys.exit(1)


def become(user: str) -> None:
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


if __name__ == "__main__":
    _tied, death_signal, parent, user, *command = sys.argv
    if user:
        become(user)  # first, since a change of user unties
    tie(int(death_signal), int(parent))
    os.execvp(command[0], command)  # noqa: S606 (the command is our own supervisor's)
