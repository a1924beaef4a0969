"""Used by schedules, commands and the desk: freeze, write, seal, release or discard a bundle.

Freezing and releasing are short transactions. Between them files are written and services are
asked outside any transaction; each step may be killed and repeated, and gives the same bytes.
"""

from petitions.bundles.actions.clearing import clear_leftovers
from petitions.bundles.actions.discarding import discard, freeze_anew
from petitions.bundles.actions.failing import fail, try_again
from petitions.bundles.actions.falling_due import (
    begin_anew,
    forget_times,
    keep_times,
    make_due,
    turn_off,
    turn_on,
    turn_on_usual,
)
from petitions.bundles.actions.forgetting import forget, remove_files
from petitions.bundles.actions.freezing import Nothing, Why, freeze, freeze_what_is_new
from petitions.bundles.actions.making import finish, help_with, write
from petitions.bundles.actions.releasing import counts, propose, release, take_back
from petitions.bundles.actions.sealing import seal
from petitions.bundles.actions.sealing_again import can_be_sealed_better, seal_again

__all__ = [
    "Nothing",
    "Why",
    "begin_anew",
    "can_be_sealed_better",
    "clear_leftovers",
    "counts",
    "discard",
    "fail",
    "finish",
    "forget",
    "forget_times",
    "freeze",
    "freeze_anew",
    "freeze_what_is_new",
    "help_with",
    "keep_times",
    "make_due",
    "propose",
    "release",
    "remove_files",
    "seal",
    "seal_again",
    "take_back",
    "try_again",
    "turn_off",
    "turn_on",
    "turn_on_usual",
    "write",
]
