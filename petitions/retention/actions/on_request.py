"""Erasing one signature, since its signer asked for it (GDPR, article 17)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import actions as bundles
from petitions.models import Erasure, Signature
from petitions.models.erasure import Kind, State
from petitions.models.signature import LIVING
from petitions.models.until_ended import why
from petitions.retention import queries
from petitions.retention.actions.emptying import empty, take_turn
from petitions.signing import actions as signing
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def erase_one(reference: str, *, by: User, reason: str) -> Erasure:
    """Withdraw a signature that still counts, and erase everything that says whose it is.

    The weaker ones in whose place it stands are erased with it: they are of the same person.
    Institutions that have received it get a withdrawal notice with the next bundle. A bundle with
    it that has not gone out is discarded, and what else it held goes with the next. Letters and
    files are left to `work_on`. Refused while its sheet is still being read, and under a hold.
    """
    found = Signature.objects.filter(reference=reference).first()
    if found is None:
        raise Refusal(_("No signature has this reference."))
    take_turn(found.petition_id)
    numbers = [each.pk for each in queries.of_one_person(found)]
    locked = Signature.objects.select_for_update(no_key=True).filter(pk__in=numbers)
    own = sorted(locked.order_by("pk"), key=lambda each: each.pk != found.pk)
    if obstacle := queries.obstacle(own):
        raise Refusal(obstacle)
    said = why(reason)
    for bundle in queries.to_discard(own):
        bundles.discard(bundle.pk, by=by, reason=_("A signature in it is erased on request."))
    if own[0].state in LIVING:
        signing.withdraw(found.pk)

    erasure = Erasure.objects.create(
        kind=Kind.REQUEST, state=State.ERASING, by=by, reason=said, signatures=len(own)
    )
    empty(numbers, erasure, with_scans=True)
    for each in own:
        custody.record("signature.erased", each, by=by, reason=said)
    return erasure
