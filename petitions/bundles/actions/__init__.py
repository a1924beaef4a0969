"""Used by schedules, commands and the desk: freeze, write, seal and release a bundle.

Freezing and releasing are short transactions. Between them files are written and services are
asked outside any transaction; each step may be killed and repeated, and gives the same bytes.
"""

from petitions.bundles.actions.freezing import Nothing, freeze, freeze_what_is_new
from petitions.bundles.actions.making import fail, finish, help_with, seal, try_again, write
from petitions.bundles.actions.releasing import release

__all__ = [
    "Nothing",
    "fail",
    "finish",
    "freeze",
    "freeze_what_is_new",
    "help_with",
    "release",
    "seal",
    "try_again",
    "write",
]
