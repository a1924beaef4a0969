"""Which step is due for a question that nobody has answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from testimonies.models.reminder import Step


def due_step(
    waited: timedelta, days: Sequence[int], *, taken: int, is_written_to: bool
) -> Step | None:
    """The step for which it is time; None when there is none.

    `days` says after how many days each step comes, `taken` the last one that was taken. What was
    missed while a case was held back is not made up for: only the newest step is taken. Whoever
    gets no letters is looked after by a person at once, instead of the first reminder.
    """
    due = sum(waited >= timedelta(days=each) for each in days)
    if due and not is_written_to:
        due = Step.TASK
    return Step(due) if due > taken else None
