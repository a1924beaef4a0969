"""Which kinds of letters somebody is waiting for, and which go to many people."""

from __future__ import annotations

from testimonies.models.letter import Priority

#: Without them somebody cannot go on.
CONFIRMATIONS = frozenset(
    {
        "confirm_signature",
        "desk_passcode",
        "endorsement_confirm",
        "my_signatures",
        "one_or_two",
        "other_address",
        "sign_in",
        "staff_link",
        "way_back",
    }
)
#: Nobody asked for it today, and everybody may say that they want no more.
NEWS = frozenset({"news"})


def priority(kind: str) -> Priority:
    if kind in CONFIRMATIONS:
        return Priority.CONFIRM
    return Priority.BULK if kind in NEWS else Priority.RECEIPT
