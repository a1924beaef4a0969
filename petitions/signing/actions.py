"""Used by the form, the link in the mail and the receipt: sign, confirm, withdraw.

Signing and confirming are one statement each, not the five beats: see docs/decisions/0020.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.models import Signature
from petitions.models.signature import State, new_signature_reference
from petitions.signing import counting, rules, statements
from petitions.signing.counting import Turned
from petitions.signing.rules import Signing
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.privacy import tokens, vault

PERSONAL = "petitions.signature.personal"
CONTENTS = "testimonies.letter.contents"


def sign(campaign: Campaign, signing: Signing, *, language: str) -> UUID | None:
    """Write a signature down, to be confirmed by the link in a letter.

    Safe to repeat: the same name with the same mailbox is one signature, and gets another letter
    at most every few minutes. Returns its uuid; None when enough others share the mailbox, which
    only a letter tells.
    """
    uuid = uuid4()
    written = _row(campaign, signing, uuid, language) | _confirm_letter(campaign, signing, uuid)
    is_open, is_new, is_full, known = statements.ask(statements.SIGN, written)
    if not is_open:
        raise Refusal(_("This petition is closed. It can no longer be signed."))
    if is_new:
        return uuid
    if known:
        _sign_again(campaign, signing, known, written)
    elif is_full:
        statements.run(statements.MAILBOX_FULL, written | _full_letter(campaign, signing))
    return UUID(str(known)) if known else None  # none too when another tab is just writing it


def confirm(uuid: UUID) -> str:
    """Count a signature from now on; returns its reference.

    Safe to repeat, and from two tabs at once. Raises `Signature.DoesNotExist` for what never
    existed and for what was not confirmed in time.
    """
    waiting = _behind_link(uuid)
    if waiting.state != State.PENDING:
        return waiting.reference
    told = vault.open_sealed(bytes(waiting.personal), place=PERSONAL, row=uuid)
    words = {"title": _title(waiting.slug, waiting.language), "reference": waiting.reference}
    own = {"id": waiting.pk, "language": waiting.language, "confirm_within": rules.CONFIRM_WITHIN}
    if statements.run(statements.CONFIRM, own | _letter(told["email"], words)):
        return waiting.reference
    if _behind_link(uuid).state == State.PENDING:
        raise Refusal(_("This petition is closed. Signatures can no longer be confirmed."))
    return waiting.reference  # by another tab, in this very moment


@transaction.atomic
def withdraw(signature_id: int) -> Signature:
    """Take a signature back. Bundles frozen before get a notice with the next one."""
    signature = Signature.objects.lock(signature_id)
    if signature.state == State.WITHDRAWN:
        return signature
    signature.must_allow(State.WITHDRAWN)

    signature.state = State.WITHDRAWN
    signature.withdrawn_at = now()
    signature.save(update_fields=["state", "withdrawn_at"])
    letters.queue(
        "signature_withdrawn",
        to=signature.personal["email"],
        language=signature.language,
        title=_title(signature.petition.slug, signature.language),
        reference=signature.reference,
    )
    return signature


def count_signatures() -> int:
    """Bring the counts up to date; returns how many signatures moved. Safe to repeat."""
    moved = step = _count_batch()
    while step == counting.BATCH:
        moved += (step := _count_batch())
    return moved


@transaction.atomic
def _count_batch() -> int:
    (is_alone,) = statements.ask(counting.ALONE, {"writer": counting.WRITER})
    if not is_alone:
        return 0
    rows = statements.ask_all(counting.TURN, {"batch": counting.BATCH})
    turned = [Turned(*row) for row in rows]
    counting.move(counting.MOVE_PETITIONS, counting.by_petition(turned))
    counting.move(counting.MOVE_TARGETS, counting.by_target(turned))
    return len(turned)


class _BehindLink(NamedTuple):
    pk: int
    reference: str
    state: str
    language: str
    personal: bytes
    slug: str


def _behind_link(uuid: UUID) -> _BehindLink:
    own = {"uuid": uuid, "confirm_within": rules.CONFIRM_WITHIN}
    found = statements.ask_all(statements.BEHIND_LINK, own)
    if not found:
        raise Signature.DoesNotExist
    return _BehindLink(*found[0])


def _title(slug: str, language: str) -> str:
    campaign = campaigns.campaign(slug, language)
    return campaign.title if campaign else ""


def _sign_again(
    campaign: Campaign, signing: Signing, known: UUID, written: dict[str, Any]
) -> None:
    own = {"uuid": known, "personal": _personal(signing, known)}
    statements.run(
        statements.SIGN_AGAIN, written | own | _confirm_letter(campaign, signing, known)
    )


def _row(campaign: Campaign, signing: Signing, uuid: UUID, language: str) -> dict[str, Any]:
    petition, mailbox = str(campaign.uuid), rules.mailbox(signing.email)
    return {
        "uuid": uuid,
        "reference": new_signature_reference(),
        "petition": campaign.pk,
        "language": language,
        "country": signing.country,
        "display": signing.display,
        "targets": list(signing.targets),
        "identity": vault.fingerprint("signature-identity", petition, mailbox, signing.name),
        "mailbox": vault.fingerprint("signature-mailbox", petition, mailbox),
        "personal": _personal(signing, uuid),
        "wants_news": signing.wants_news,
        "most": settings.SIGNERS_PER_MAILBOX,
        "confirm_within": rules.CONFIRM_WITHIN,
        "between_letters": rules.BETWEEN_LETTERS,
    }


def _personal(signing: Signing, uuid: UUID) -> bytes:
    told = {"name": signing.name, "email": signing.email}
    return vault.seal(told, place=PERSONAL, row=uuid)


def _confirm_letter(campaign: Campaign, signing: Signing, uuid: UUID) -> dict[str, Any]:
    words = {
        "title": campaign.title,
        "name": rules.in_a_letter(signing.name),
        "token": tokens.make(rules.CONFIRM_LINK, uuid),
    }
    return _letter(signing.email, words)


def _full_letter(campaign: Campaign, signing: Signing) -> dict[str, Any]:
    words = {"title": campaign.title, "most": settings.SIGNERS_PER_MAILBOX}
    return _letter(signing.email, words)


def _letter(to: str, words: dict[str, Any]) -> dict[str, Any]:
    uuid = uuid4()
    return {
        "letter": uuid,
        "contents": vault.seal({"to": to, **words}, place=CONTENTS, row=uuid),
    }
