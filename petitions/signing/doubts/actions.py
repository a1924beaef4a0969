"""Used by whoever proves an identity, and by the page behind the letter that asks the mailbox.

Somebody gave a mailbox with which a namesake has signed. Until the mailbox has answered only the
stronger signature counts; nothing is replaced by what was merely typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.models import Doubt, Signature
from petitions.models.doubt import Answer
from petitions.models.signature import LIVING, State
from petitions.signing import rules
from petitions.signing.doubts import rules as doubts
from petitions.signing.quarantine.rules import Suspicion
from testimonies.custody import log as custody
from testimonies.letters import actions as letters
from testimonies.privacy import tokens


def ask(unsure: Iterable[Signature], stronger: Signature) -> None:
    """Put the weaker ones aside and ask their mailboxes, in the act that writes the stronger."""
    for older in unsure:
        if older.state == State.CONFIRMED:
            older.must_allow(State.QUARANTINED)
            older.state = State.QUARANTINED
        if Suspicion.SAME_MAILBOX not in older.suspicions:
            older.suspicions = [*older.suspicions, Suspicion.SAME_MAILBOX.value]
        older.save(update_fields=["state", "suspicions"])
        doubt = Doubt.objects.create(older=older, stronger=stronger)
        custody.record("signature.doubted", older)
        _write(doubt)


@transaction.atomic
def say_one(uuid: UUID) -> Doubt:
    """It is one person: the stronger signature takes the place of the older. Safe to repeat."""
    doubt, older, stronger = _locked(uuid)
    if doubt.answer or older.erased_at or stronger.erased_at:
        return doubt
    if older.state not in LIVING or stronger.state != State.CONFIRMED:
        return doubt
    older.must_allow(State.SUPERSEDED)

    older.state = State.SUPERSEDED
    older.replaced_by, older.ended_at = stronger, now()
    older.save(update_fields=["state", "replaced_by", "ended_at"])
    if stronger.mail_key is None:
        stronger.mail_key, stronger.mailbox_key = older.mail_key, older.mailbox_key
        stronger.save(update_fields=["mail_key", "mailbox_key"])
    return _answered(doubt, Answer.ONE)


@transaction.atomic
def say_two(uuid: UUID) -> Doubt:
    """They are two people: the older counts again as it did before. Safe to repeat."""
    doubt, older, _stronger = _locked(uuid)
    if doubt.answer or older.erased_at:
        return doubt

    if not older.doubts.open().exclude(pk=doubt.pk).exists():
        older.suspicions = [each for each in older.suspicions if each != Suspicion.SAME_MAILBOX]
        if older.state == State.QUARANTINED and not older.suspicions and older.confirmed_at:
            older.state = State.CONFIRMED
        older.save(update_fields=["state", "suspicions"])
    return _answered(doubt, Answer.TWO)


def _locked(uuid: UUID) -> tuple[Doubt, Signature, Signature]:
    """Both signatures in the order of their numbers, so that two answers never wait for ever."""
    doubt = Doubt.objects.lock(uuid)
    both = Signature.objects.select_for_update(no_key=True).filter(
        pk__in=[doubt.older_id, doubt.stronger_id]
    )
    found = {each.pk: each for each in both.order_by("pk")}
    return doubt, found[doubt.older_id], found[doubt.stronger_id]


def _answered(doubt: Doubt, answer: Answer) -> Doubt:
    doubt.answer, doubt.answered_at = answer, now()
    doubt.save(update_fields=["answer", "answered_at"])
    custody.record("signature.doubt_answered", doubt.older, answer=answer)
    return doubt


def _write(doubt: Doubt) -> None:
    """SECURITY: to where the letters of the older one go, with nothing of the stronger in it."""
    older = doubt.older
    if not older.mail_address:  # from the page of a signature on paper: moderators look at it
        return
    letters.queue(
        "one_or_two",
        to=older.mail_address,
        language=older.letter_language,
        title=campaigns.title(older.petition.slug, older.letter_language),
        name=rules.in_a_letter(older.personal["name"]),
        token=tokens.make(doubts.ONE_OR_TWO, doubt.uuid),
    )
