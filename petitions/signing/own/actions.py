"""Used by a signer's own page: how it is shown, news, and where and how letters go.

What was signed never changes. Whoever wants that otherwise withdraws and signs again.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.campaigns import queries as campaigns
from petitions.models import Inquiry, Signature
from petitions.signing import identity, rules, statements
from petitions.signing.own import queries
from petitions.signing.own import rules as own
from petitions.signing.own.queries import Mine
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.privacy import tokens


@transaction.atomic
def choose(signature_id: int, *, display: str, wants_news: bool, language: str) -> Signature:
    """How the signer is shown, whether they want news, and in which language letters come."""
    signature = _kept_by_its_signer(signature_id)

    signature.display, signature.wants_news = display, wants_news
    if language != signature.letter_language:
        signature.contact = _contact(signature) | {"language": language}
    signature.save(update_fields=["display", "wants_news", "contact"])
    return signature


@transaction.atomic
def ask_for_address(signature_id: int, *, to: str) -> Signature:
    """Write to another address, which has to be confirmed from there. Until then nothing changes.

    The answer is the same whoever reads that mailbox, and whatever was signed with it.
    """
    signature = _kept_by_its_signer(signature_id)

    nonce = secrets.token_hex(8)
    asked = {"email": to, "nonce": nonce, "at": now().isoformat()}
    signature.contact = _contact(signature) | {"asked": asked}
    signature.save(update_fields=["contact"])
    letters.queue(
        "other_address",
        to=to,
        language=signature.letter_language,
        title=_title(signature),
        token=tokens.make(own.link_purpose(nonce), signature.uuid),
    )
    return signature


@transaction.atomic
def confirm_address(token: str) -> Signature:
    """Letters go to the new address from now on, and the old one is told.

    Works once. Raises `Signature.DoesNotExist` for a link that is used, replaced or too old.
    """
    signature = _claimed(token)
    to = queries.asked_address(signature, token)
    if not to:
        raise Signature.DoesNotExist
    petition, old = signature.petition.uuid, signature.mail_address
    mailbox = identity.mailbox_key(petition, to)
    _must_have_room(signature, mailbox)

    signature.contact = _contact(signature) | {"email": to}
    signature.contact.pop("asked")
    signature.mailbox_key = mailbox
    signature.mail_key = identity.mail_key(petition, to, signature.personal["name"])
    _save_if_alone(signature)
    if old:
        letters.queue(
            "address_changed",
            to=old,
            language=signature.letter_language,
            title=_title(signature),
            reference=signature.reference,
        )
    return signature


def ask_what_is_signed(email: str, *, language: str) -> Inquiry:
    """Write a question down.

    SECURITY: nothing is looked up here, or the time that it takes would tell who has signed.
    """
    return Inquiry.objects.create(asked={"email": email}, language=language)


@transaction.atomic
def answer(inquiry_id: int) -> None:
    """A letter to whoever has signed with this mailbox; nothing is written to a stranger.

    Idempotent: what is answered is forgotten.
    """
    inquiry = Inquiry.objects.select_for_update().filter(pk=inquiry_id).first()
    if inquiry is None:
        return
    language = inquiry.language
    for signatures in queries.of_mailbox(inquiry.asked["email"], language).values():
        if address := signatures[0].signature.mail_address:
            letters.queue(
                "my_signatures",
                to=address,
                language=language,
                signatures=[_in_a_letter(each) for each in signatures],
            )
    inquiry.delete()


def forget_unanswered() -> None:
    """Nobody waits for an answer for so long."""
    Inquiry.objects.filter(asked_at__lt=now() - own.ANSWERED_WITHIN).delete()


def _kept_by_its_signer(signature_id: int) -> Signature:
    signature = Signature.objects.lock(signature_id)
    if signature.state not in own.KEEPING or signature.erased_at:
        raise Refusal(_("Only a signature that is confirmed, and not withdrawn, can be changed."))
    return signature


def _claimed(token: str) -> Signature:
    """Locked; whether the token is ours, its own row tells."""
    claimed = tokens.claimed(token)
    if claimed is None:
        raise Signature.DoesNotExist
    return Signature.objects.select_for_update(no_key=True).get(uuid=claimed)


def _contact(signature: Signature) -> dict[str, Any]:
    return dict(signature.contact or {"email": signature.mail_address})


def _must_have_room(signature: Signature, mailbox: bytes) -> None:
    """Families share an address, up to the number that also holds for signing."""
    asked = {
        "petition": signature.petition_id,
        "mailbox": mailbox,
        "identity": signature.mail_key,
        "holds_place": rules.HOLDS_PLACE,
    }
    (others,) = statements.ask(statements.OTHERS, asked)
    if others >= settings.SIGNERS_PER_MAILBOX:
        raise Refusal(
            _("As many people as we can take have already signed with this address. Nothing was "
              "changed. Please choose another address.")
        )  # fmt: skip


def _save_if_alone(signature: Signature) -> None:
    try:
        with transaction.atomic():
            signature.save(update_fields=["contact", "mailbox_key", "mail_key"])
    except IntegrityError as error:
        raise Refusal(
            _("Somebody of the same name has already signed with this address. Nothing was "
              "changed. If it was you, please withdraw one of the two signatures.")
        ) from error  # fmt: skip


def _in_a_letter(mine: Mine) -> dict[str, Any]:
    """SECURITY: a link that confirms goes only where the letter with it went before."""
    signature = mine.signature
    link = {"reference": signature.reference}
    if mine.is_pending:
        link = {"token": tokens.make(rules.CONFIRM_LINK, signature.uuid)}
    return {"title": mine.title, "name": rules.in_a_letter(signature.personal["name"]), **link}


def _title(signature: Signature) -> str:
    return campaigns.title(signature.petition.slug, signature.letter_language)
