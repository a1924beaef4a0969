"""Letting go of the files with which a signature was made."""

from __future__ import annotations

import os

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import Signature, SignedContainer
from petitions.models.container import State
from petitions.models.petition import State as PetitionState
from petitions.models.signature import LIVING
from testimonies.custody import log as custody
from testimonies.errors import Refusal

KEY = 32


@transaction.atomic
def erase_others(petition_id: int, *, by: User | None = None) -> int:
    """Erase the files of a petition that became no signature, and what was typed beside them.

    Returns how many there were; reference and reason stay. What a worker is looking at is left.
    Idempotent.
    """
    others = SignedContainer.objects.without_content().filter(
        petition=petition_id, signature=None, content__isnull=False
    )
    found = list(
        others.exclude(state=State.RECEIVED).order_by("pk").select_for_update(no_key=True)
    )
    for container in found:
        container.content, container.told, container.erased_at = None, {}, now()
        container.content_key = os.urandom(KEY)
        container.save(update_fields=["content", "told", "erased_at", "content_key"])
        custody.record("container.erased", container, by=by)
    return len(found)


@transaction.atomic
def erase_of(signature_id: int, *, by: User | None = None) -> int:
    """Erase every signed file of a signature that no longer holds; how many there were.

    Reference, statement and times stay, and while the petition is open a keyed hash, so that the
    very file makes no new signature when it comes again. Idempotent. Raises `Refusal` while the
    file is what proves a signature.
    """
    signature = Signature.objects.lock(signature_id)
    if signature.state in LIVING and signature.erased_at is None:
        raise Refusal(_("As long as a signature holds, the file that proves it is kept."))
    own = SignedContainer.objects.without_content().filter(signature=signature, erased_at=None)
    found = list(own.order_by("pk").select_for_update(no_key=True))
    for container in found:
        container.content, container.told, container.erased_at = None, {}, now()
        if signature.petition.state != PetitionState.OPEN:
            container.content_key = os.urandom(KEY)  # there is one, and it is nobody's
        container.save(update_fields=["content", "told", "erased_at", "content_key"])
        custody.record("container.erased", container, by=by)
    return len(found)
