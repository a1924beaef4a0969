"""Who did what to which row, and who read what.

An event is recorded in the transaction of the change it speaks of. The chain is made right
after, in commit order, by one writer, so that no two people ever wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testimonies.custody.canonical import BEYOND
from testimonies.models.custody import Actor, CustodyEvent

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User


def record(
    event: str, thing: Model, *, by: User | None = None, actor: Actor | None = None, **detail: Any
) -> CustodyEvent:
    """Write one line. `detail` is small and names nobody: codes, counts, digests.

    Larger numbers than `canonical.BEYOND` have no canonical form (RFC 8785), and are told as text.
    """
    return CustodyEvent.objects.create(
        event=event,
        subject_kind=thing._meta.model_name or "",
        subject=str(getattr(thing, "reference", "") or getattr(thing, "uuid", "") or thing.pk),
        by=by,
        actor=actor or (Actor.STAFF if by else Actor.SYSTEM),
        detail=_canonical(detail),
    )


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number and not -BEYOND < value < BEYOND else value
