"""A digest that is taken while its file is read, encrypted or written: on another core.

Neither hashing nor AES holds the interpreter, and a gigabyte of each takes a second.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor


class Hashing:
    """Of what it is given, in order; it has one piece in hand at a time, so memory stays small.

    The piece may not change before the next one is given.
    """

    def __init__(self, algorithm: str = "sha256") -> None:
        self._so_far = hashlib.new(algorithm)
        self._beside = ThreadPoolExecutor(1)
        self._in_hand: Future[None] | None = None

    def close(self) -> None:
        """With `contextlib.closing`; what is in hand is finished first."""
        self._beside.shutdown()

    def update(self, piece: bytes) -> None:
        self._wait()
        self._in_hand = self._beside.submit(self._so_far.update, piece)

    def digest(self) -> bytes:
        self._wait()
        return self._so_far.digest()

    def _wait(self) -> None:
        if self._in_hand is not None:
            self._in_hand.result()
