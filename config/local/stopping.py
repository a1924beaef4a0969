"""Ctrl-C and SIGTERM as an exception that unwinds everything in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM; the argument is the signal."""


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """The first signal ends the block in good order; later ones cannot disturb that."""

    def stop(number: int, _frame: object) -> None:
        for each in NUMBERS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number))

    before = {number: signal.signal(number, stop) for number in NUMBERS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
