"""How a process that opens the file of a stranger binds itself, before it opens it."""

from __future__ import annotations

import resource


def bind(memory: int, seconds: int, largest: int) -> None:
    """Memory and the largest file it may write in bytes; `seconds` of computing."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
