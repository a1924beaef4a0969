"""From a line to a signature: made, replaced by the verified one, or taken back as misread."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import PaperLine, Signature
from petitions.models.paper import LineState
from petitions.models.signature import LIVING, Assurance, State
from petitions.signing import actions as signing
from petitions.signing.paper import queries, rules
from petitions.signing.rules import Proven
from testimonies.custody import log as custody
from testimonies.errors import Refusal

#: Whoever took a signature back or put it aside has decided: reading it again undoes nothing.
DECIDED = frozenset({State.WITHDRAWN, State.QUARANTINED, State.REJECTED})
#: These have a place of their own beside what else was told.
_OWN_PLACE = frozenset({"name", "country", "email"})


def sign(line: PaperLine, *, by: User) -> None:
    """Count a line that was read, within the caller's transaction. The caller saves the line."""
    if not line.told or (line.signature and line.signature.state in DECIDED):
        return
    campaign = queries.campaign_of(line.sheet)
    if campaign is None:
        raise Refusal(_("This petition is closed. It can no longer be signed."))
    twin = queries.twin_of(line.sheet.petition, line.told)
    signature = signing.sign_proven(
        campaign, _proven(line, twin), by=by, received_on=line.sheet.received_on
    )
    if _is_of(line, signature):
        line.signature, line.duplicate_of = signature, ""
    else:
        line.duplicate_of = signature.assurance


def reject_misread(line: PaperLine, *, by: User) -> None:
    """What one person misread was nobody's signature. Within the caller's transaction."""
    if line.signature_id is None:
        return
    signature = Signature.objects.lock(line.signature_id)
    if signature.state not in LIVING:
        return
    if signature.state != State.QUARANTINED:
        signature.must_allow(State.QUARANTINED)
        signature.state = State.QUARANTINED
    signature.must_allow(State.REJECTED)
    signature.state, signature.ended_at = State.REJECTED, now()
    signature.save(update_fields=["state", "ended_at"])
    custody.record("signature.rejected", signature, by=by, why="misread")
    line.signature = None


@transaction.atomic
def withdraw_for(reference: str, *, reason: str, by: User) -> Signature:
    """Take a signature on paper back for somebody who called or wrote to us."""
    found = Signature.objects.filter(reference=reference, paper_line__isnull=False).first()
    if found is None:
        raise Refusal(_("No signature on paper has this reference."))
    signature = signing.withdraw(found.pk)
    custody.record("signature.withdrawn_for_signer", signature, by=by, reason=reason)
    return signature


def _proven(line: PaperLine, twin: Signature | None) -> Proven:
    told, sheet = line.told, line.sheet
    return Proven(
        name=told[rules.NAME],
        assurance=_assurance(line),
        identity=rules.identity(told),
        country=told[rules.COUNTRY],
        targets=tuple(sheet.targets),
        language=sheet.language,
        told={name: value for name, value in told.items() if name not in _OWN_PLACE},
        email=told.get("email", "") if line.state == LineState.VERIFIED else "",
        replaces=twin.pk if twin else None,
    )


def _assurance(line: PaperLine) -> Assurance:
    """SECURITY: no letter goes to an address, and no law counts a line, that one person read."""
    is_verified = line.state == LineState.VERIFIED
    return Assurance.PAPER_VERIFIED if is_verified else Assurance.PAPER


def _is_of(line: PaperLine, signature: Signature) -> bool:
    """Every signature on paper is made by one line, which then knows it."""
    is_ours = signature.assurance == _assurance(line)
    return is_ours and not queries.has_another_line(signature, line)
