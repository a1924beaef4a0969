"""Mailboxes that anybody gets for ten minutes. The domains lie in a file beside this one."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("disposable.txt")


@cache
def domains() -> frozenset[str]:
    lines = (line.strip() for line in FILE.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_disposable(email: str) -> bool:
    """Whether an address belongs to such a service, or to a domain below one of theirs."""
    rest = email.rpartition("@")[2].strip().lower().rstrip(".")
    known = domains()
    while "." in rest:
        if rest in known:
            return True
        rest = rest.partition(".")[2]
    return False
