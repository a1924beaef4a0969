"""Used by the link in letters with news, and by mail programs that follow it for their reader."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from petitions.models import Signature
from petitions.signing.news import links
from testimonies.letters import actions as letters
from testimonies.models import Letter


@transaction.atomic
def stop(uuid: UUID) -> Signature:
    """No more news to whoever signed this. Safe to repeat. Raises `Signature.DoesNotExist`."""
    signature = Signature.objects.select_for_update(no_key=True).get(uuid=uuid)
    signature.wants_news = False
    signature.save(update_fields=["wants_news"])
    return signature


def tell(signature: Signature, *, title: str, subject: str, text: str) -> Letter | None:
    """Queue news for one signer, in the surrounding transaction; None for who wants none."""
    if not signature.wants_news or not signature.mail_address:
        return None
    language = signature.letter_language
    return letters.queue(
        "news",
        to=signature.mail_address,
        language=language,
        title=title,
        subject=subject,
        text=text,
        no_more_news=links.no_more_news(signature.uuid, language),
    )
