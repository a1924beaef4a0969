"""What staff and the import command do with lists, and what workers do with them after that."""

from testimonies.lists.actions.deciding import begin_import, check, read_again, set_aside
from testimonies.lists.actions.receiving import Described, receive
from testimonies.lists.actions.working import sweep, work_on

__all__ = [
    "Described",
    "begin_import",
    "check",
    "read_again",
    "receive",
    "set_aside",
    "sweep",
    "work_on",
]
