"""What is covered where it leaves: proposed by one, decided by another, made by a worker."""

from testimonies.redactions.actions.deciding import approve, keep, lift, try_again
from testimonies.redactions.actions.hearing import hear
from testimonies.redactions.actions.making import make_covered_copy, make_waiting
from testimonies.redactions.actions.proposing import (
    Areas,
    Times,
    Words,
    propose_areas,
    propose_times,
    propose_words,
)

__all__ = [
    "Areas",
    "Times",
    "Words",
    "approve",
    "hear",
    "keep",
    "lift",
    "make_covered_copy",
    "make_waiting",
    "propose_areas",
    "propose_times",
    "propose_words",
    "try_again",
]
