"""Who did what to which row, and who read what.

An event is recorded in the transaction of the change it speaks of. The chain is made right
after, in commit order, by one writer, so that no two people ever wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testimonies.models.custody import Actor, CustodyEvent

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User


def record(
    event: str, thing: Model, *, by: User | None = None, actor: Actor | None = None, **detail: Any
) -> CustodyEvent:
    """Write one line. `detail` is small and names nobody: codes, counts, digests."""
    return CustodyEvent.objects.create(
        event=event,
        subject_kind=thing._meta.model_name or "",
        subject=str(getattr(thing, "reference", "") or getattr(thing, "uuid", "") or thing.pk),
        by=by,
        actor=actor or (Actor.STAFF if by else Actor.SYSTEM),
        detail=detail,
    )
