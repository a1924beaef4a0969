"""What makes signatures anonymous, within the caller's transaction; for runs and for requests."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Coalesce, Now, TruncDay

from petitions.models import Erasure, InvalidatedSignature, Signature, SignedContainer
from petitions.models.signature import Display
from petitions.retention.actions.holding import lock_targets
from petitions.signing.paper import actions as paper
from petitions.signing.qualified import actions as qualified
from petitions.signing.quarantine import statements as quarantine


def take_turn(petition_id: int) -> None:
    """Come before or after whoever freezes, holds, decides about many, or reads a sheet.

    Each of them locks these before a signature, and so does whatever erases: nobody waits
    crosswise.
    """
    lock_targets(petition_id)
    quarantine.wait_for_turn(petition_id)
    paper.lock_sheets(petition_id)


def empty(signatures: Sequence[int], erasure: Erasure, *, with_scans: bool = False) -> None:
    """Everything that says whose they are is gone; state, count and ledger entries stay.

    With the salt nobody can open the commitment in the ledger any more. Times are those of the
    ledger: when the form was sent is in the log of some server, too. `with_scans` removes the
    pictures of their sheets even where others still need them.
    """
    Signature.objects.filter(pk__in=signatures, erased_at=None).update(
        personal=None,
        contact=None,
        trace=None,
        identity_key=None,
        mail_key=None,
        mailbox_key=None,
        person_key=None,
        code_key=None,
        address_key=None,
        network_key=None,
        domain_key=None,
        suspicions=[],
        display=Display.HIDDEN,
        wants_news=False,
        signed_at=Coalesce("confirmed_at", TruncDay("signed_at")),
        mailed_at=Coalesce("confirmed_at", TruncDay("signed_at")),
        erased_at=Now(),
        erasure=erasure,
    )
    InvalidatedSignature.objects.filter(signature__in=signatures).update(had=[])
    paper.erase_of(signatures, by=erasure.by, with_scans=with_scans)
    proved = SignedContainer.objects.filter(signature__in=signatures, erased_at=None)
    for signature_id in set(proved.values_list("signature_id", flat=True)):
        qualified.erase_of(int(signature_id or 0), by=erasure.by)
