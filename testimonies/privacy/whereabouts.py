"""Where a testimony or claim has gone outside, as far as those know who send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from testimonies.models import Submission


@dataclass(frozen=True)
class Passage:
    """One way out: to an institution in a numbered bundle, or to an archive without a number.

    Until it has `gone_at` it lies ready, and can still be stopped.
    """

    code: str
    name: str
    number: int | None
    gone_at: datetime | None


#: Who sends: each is asked for the passages of a submission. `config.urls` tells.
senders: list[Callable[[Submission], list[Passage]]] = []
#: Who keeps a copy of what went out: each erases it, in the transaction that erases the case.
forgetters: list[Callable[[Submission], None]] = []


def of(submission: Submission) -> list[Passage]:
    return [passage for ask in senders for passage in ask(submission)]
