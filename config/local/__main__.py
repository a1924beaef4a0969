"""``python -m config.local run``, ``test [pytest arguments]`` and ``bench``: what make calls."""

import os
import signal
import sys

from config.local import supervisor, testing
from config.local.processes import CannotStart
from config.local.stopping import Stopped, stopping_on_signals
from config.local.tied import tie

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    if "MAKELEVEL" in os.environ:  # make may be killed, and nobody would stop us then
        tie(signal.SIGTERM, os.getppid())
    try:
        with stopping_on_signals():
            return _obey(arguments)
    except CannotStart as problem:
        return _explain(str(problem))
    except PermissionError as problem:
        return _explain(f"You may not use {problem.filename}: it belongs to somebody else.")
    except Stopped:
        return INTERRUPTED


def _explain(sentence: str) -> int:
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    return 1


def _obey(arguments: list[str]) -> int:
    match arguments:
        case ["run"]:
            return _run()
        case ["test", *rest]:
            return testing.test(rest)
        case ["bench", *rest]:
            return testing.bench(rest)
    print(__doc__, file=sys.stderr)
    return 2


def _run() -> int:
    try:
        supervisor.run()
    except Stopped:
        print("Stopped. Everything is kept.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
