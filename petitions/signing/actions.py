"""Used by the form, the link in the mail, the receipt and whoever proves an identity.

Signing and confirming are one statement each, not the five beats: see docs/decisions/0020.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.ledger import actions as ledger
from petitions.models import Petition, Signature
from petitions.models.signature import Assurance, State, new_signature_reference
from petitions.signing import closing, counting, identity, once, proving, rules, statements
from petitions.signing.counting import Turned
from petitions.signing.doubts import actions as doubts
from petitions.signing.quarantine import traces
from petitions.signing.quarantine.rules import STAYING
from petitions.signing.rules import Proven, Signing
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.letters import pacing
from testimonies.models.switch import Part
from testimonies.privacy import tokens, vault
from testimonies.switches import queries as switches

CONTENTS = "testimonies.letter.contents"


class MailboxFull(Refusal):
    """Others at this mailbox have confirmed, and there is no place left."""


def sign(campaign: Campaign, signing: Signing, *, language: str) -> UUID | None:
    """Write a signature down, to be confirmed by the link in a letter.

    Safe to repeat: the same name with the same mailbox is one signature, and gets another letter
    at most every few minutes. Returns its uuid; None when enough others share the mailbox, which
    only a letter tells, or when this person's letters go elsewhere now (decision 0059).
    """
    uuid = uuid4()
    written = _row(campaign, signing, uuid, language) | _confirm_letter(campaign, signing, uuid)
    is_open, is_new, is_full, known = statements.ask(statements.SIGN, written)
    if not is_open:
        raise Refusal(_("This petition is closed. It can no longer be signed."))
    if is_new:
        return uuid
    if known:
        if not _sign_again(campaign, signing, known, written):
            return sign(campaign, signing, language=language)  # it was just forgotten
    elif is_full:
        statements.run(statements.MAILBOX_FULL, written | _full_letter(campaign, signing))
    return UUID(str(known)) if known else None  # or another tab is just writing it


def confirm(uuid: UUID) -> str:
    """Count a signature from now on; returns its reference.

    Safe to repeat, and from two tabs at once. Raises `Signature.DoesNotExist` for what never
    existed and for what was not confirmed in time, `MailboxFull` where others confirmed first.
    """
    waiting = _behind_link(uuid)
    if waiting.state != State.PENDING:
        return waiting.reference
    told = vault.open_sealed(bytes(waiting.personal), place=identity.PERSONAL, row=uuid)
    words = {
        "title": campaigns.title(waiting.slug, waiting.language),
        "reference": waiting.reference,
    }
    own = {
        "id": waiting.pk,
        "language": waiting.language,
        "confirm_within": rules.CONFIRM_WITHIN,
        "most": settings.SIGNERS_PER_MAILBOX,
        "zone": settings.TIME_ZONE,
    }
    if statements.run(statements.CONFIRM, own | _letter(told["email"], words)):
        return waiting.reference
    if _behind_link(uuid).state == State.PENDING:
        if not Petition.objects.to_sign(localdate()).filter(slug=waiting.slug).exists():
            raise Refusal(_("This petition is closed. Signatures can no longer be confirmed."))
        raise MailboxFull(
            _("As many people as we can take have confirmed with this address before.")
        )
    return waiting.reference  # by another tab, in this very moment


@transaction.atomic
def withdraw(signature_id: int) -> Signature:
    """Take a signature back. Bundles frozen before get a notice with the next one."""
    signature = Signature.objects.lock(signature_id)
    if signature.state == State.WITHDRAWN:
        return signature
    signature.must_allow(State.WITHDRAWN)

    signature.state = State.WITHDRAWN
    signature.ended_at = now()
    signature.save(update_fields=["state", "ended_at"])
    _write_about("signature_withdrawn", signature)
    return signature


@transaction.atomic
def sign_proven(
    campaign: Campaign,
    proven: Proven,
    *,
    by: User | None = None,
    received_on: date | None = None,
    received_at: datetime | None = None,
) -> Signature:
    """Count the signature of somebody whose identity is proven, or keyed by staff (`by`).

    A weaker signature of the same person is superseded and its consent carried over, and so is an
    equal one that goes to fewer institutions; any other is returned as it is. Where a namesake at
    the mailbox may have signed, the mailbox is asked. What was received while the petition was
    open counts afterwards too: on paper on that day, as a file by that moment. Safe to repeat,
    and from two connections at once. Raises `Paused`, `Closed` and `InAnotherWindow`.
    """
    if by is None:
        switches.must_be_on(Part.SIGNING)
    closing.hold_open(campaign.pk, received_on=received_on, received_at=received_at)
    known = proving.known_of(campaign, proven)
    if known.same and proving.adds_nothing(proven, known.same[0]):
        return known.same[0]

    signature = proving.signature_of(campaign, proven, known)
    signature.state = State.CONFIRMED
    try:
        with transaction.atomic():
            _supersede(known.same, by=signature)
            signature.save(force_insert=True)
    except IntegrityError as error:  # another tab, or another desk, was quicker
        if not once.is_second(error):
            raise
        return _written_meanwhile(campaign, proven)
    if by:
        custody.record("signature.recorded", signature, by=by, assurance=proven.assurance)
    _write_about("signature_confirmed", signature)
    doubts.ask(known.unsure, signature)
    return Signature.objects.select_related("petition").get(pk=signature.pk)


def _supersede(known: Sequence[Signature], *, by: Signature) -> None:
    """Before the stronger one is written, since only one of a person may be living."""
    for weaker in known:
        weaker.must_allow(State.SUPERSEDED)
        weaker.state = State.SUPERSEDED
        weaker.replaced_by_id, weaker.ended_at = by.pk, now()
        weaker.save(update_fields=["state", "replaced_by", "ended_at"])


def _written_meanwhile(campaign: Campaign, proven: Proven) -> Signature:
    same = proving.known_of(campaign, proven).same
    if same and proving.adds_nothing(proven, same[0]):
        return same[0]
    raise once.InAnotherWindow(
        _("This person is signing in another window right now. Please try again.")
    )


def _write_about(kind: str, signature: Signature) -> None:
    """A letter with the address of the signature's page, where there is a mailbox."""
    if address := signature.mail_address:
        letters.queue(
            kind,
            to=address,
            language=signature.letter_language,
            title=campaigns.title(signature.petition.slug, signature.letter_language),
            reference=signature.reference,
        )


def count_signatures(*, wait: bool = False) -> int:
    """Bring counts and ledger up to date; returns how many signatures moved. Safe to repeat.

    While another is at it nothing is done, unless told to wait for the turn.
    """
    turn = counting.AFTER_OTHERS if wait else counting.ALONE
    moved = step = _count_batch(turn)
    while step >= counting.BATCH:
        moved += (step := _count_batch(turn))
    return moved


@transaction.atomic
def _count_batch(turn: str) -> int:
    (is_alone,) = statements.ask(turn, {"writer": counting.WRITER})
    if not is_alone:
        return 0
    own = {"batch": counting.BATCH, "zone": settings.TIME_ZONE}
    turned = [Turned(*row) for row in statements.ask_all(counting.TURN, own)]
    counting.move(counting.MOVE_PETITIONS, counting.by_petition(turned))
    counting.move(counting.MOVE_TARGETS, counting.by_target(turned))
    counting.move(counting.MOVE_DAYS, counting.by_day(turned))
    ledger.append(counting.for_the_ledger(turned))
    ledger.make_due_checkpoints()
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


def _sign_again(
    campaign: Campaign, signing: Signing, known: UUID, written: dict[str, Any]
) -> bool:
    """Says whether it is still there."""
    own = {"uuid": known, "staying": STAYING} | _personal(signing, known)
    letter = _confirm_letter(campaign, signing, known)
    (is_there,) = statements.ask(statements.SIGN_AGAIN, written | own | letter)
    return bool(is_there)


def _row(campaign: Campaign, signing: Signing, uuid: UUID, language: str) -> dict[str, Any]:
    answers = signing.answers
    return {
        "uuid": uuid,
        "reference": new_signature_reference(),
        "petition": campaign.pk,
        "language": language,
        "country": signing.country,
        "display": signing.display,
        "targets": statements.array(signing.targets),
        "valid_targets": statements.array(
            rules.valid_targets(
                campaign.targets, signing.targets, Assurance.EMAIL, answers, on=localdate()
            )
        ),
        "identity": identity.mail_key(campaign.uuid, signing.email, signing.name),
        "mailbox": identity.mailbox_key(campaign.uuid, signing.email),
        "person": identity.person_key(campaign.uuid, signing.name, rules.born_on(signing.told)),
        "code": identity.code_key(campaign.uuid, signing.told),
        "wants_news": signing.wants_news,
        "most": settings.SIGNERS_PER_MAILBOX,
        "holds_place": rules.HOLDS_PLACE,
        "zone": settings.TIME_ZONE,
        "between_letters": rules.BETWEEN_LETTERS,
        "suspicions": statements.array(signing.suspicions),
        **_personal(signing, uuid),
        **traces.columns(signing.traces, uuid),
    }


def _personal(signing: Signing, uuid: UUID) -> dict[str, Any]:
    personal = identity.salted({"name": signing.name, "email": signing.email, **signing.told})
    return {
        "personal": identity.sealed(personal, uuid),
        "commitment": identity.commitment(personal),
    }


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
        "domain": pacing.domain_key(to),
        "contents": vault.seal({"to": to, **words}, place=CONTENTS, row=uuid),
    }
