"""Used by beat, by the desk that decides what is told, and by the link in letters with news."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import News, Signature
from petitions.models.news import State
from petitions.signing.news import links, queries
from petitions.signing.news.wording import Words
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.letters.queries import waiting_in_bulk
from testimonies.models import Letter
from testimonies.models.switch import Part
from testimonies.switches import queries as switches

#: One transaction each: a signer who changes their choice meanwhile does not notice.
BATCH = 200
#: No more letters are written ahead than go out in a while, so that whoever stops them, or turns
#: the switch off, is heard soon.
MOST_WAITING = 1_000


def find() -> int:
    """What institutions have done becomes news that wait for a decision. Returns how many.

    Idempotent: each is news once, however many look for it at the same time.
    """
    found = queries.unheard()
    News.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


@transaction.atomic
def tell(news_id: int, *, by: User) -> News:
    """Somebody has read the letters, and they may go: to all whose signature counts now."""
    news = News.objects.lock(news_id)
    news.must_allow(State.TELLING)
    if news.response and not news.response.published_at:
        raise Refusal(_("What the institution said is not public any more."))

    news.state = State.TELLING
    news.decided_by, news.decided_at = by, Now()  # the clock by which signatures are dated
    news.save(update_fields=["state", "decided_by", "decided_at"])
    custody.record("news.released", news, by=by)
    return News.objects.get(pk=news_id)


@transaction.atomic
def drop(news_id: int, *, by: User, reason: str) -> News:
    """Nobody is told, or nobody any more."""
    news = News.objects.lock(news_id)
    news.must_allow(State.DROPPED)
    if not reason.strip():
        raise Refusal(_("Write why, in a few words."))

    news.state = State.DROPPED
    news.decided_by, news.decided_at = by, news.decided_at or Now()
    news.reason = reason.strip()[:300]
    news.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    custody.record("news.dropped", news, by=by, letters=news.letters, reason=news.reason)
    return News.objects.get(pk=news_id)


def write_letters(news_id: int) -> None:
    """Write what is still to be written, as long as few letters wait and the switch is on.

    Safe to repeat, from several workers, and after any kill: how far it has come is written down
    in the same transaction as the letters.
    """
    while switches.is_on(Part.BULK_MAIL) and waiting_in_bulk() < MOST_WAITING:
        if not _write_batch(news_id):
            return


@transaction.atomic
def stop(uuid: UUID) -> Signature:
    """No more news to whoever signed this, in a stronger way since then or not.

    Returns the signature that counts. Safe to repeat. Raises `Signature.DoesNotExist`.
    """
    locked = Signature.objects.select_for_update(no_key=True)
    signature = _wants_none(locked.get(uuid=uuid))
    while stronger := signature.replaced_by_id:
        signature = _wants_none(locked.get(pk=stronger))
    return signature


def write(signature: Signature, words: Words) -> Letter | None:
    """Queue news for one signer, in the surrounding transaction; None for who wants none."""
    if not signature.wants_news or not signature.mail_address:
        return None
    language = signature.letter_language
    return letters.queue(
        "news",
        to=signature.mail_address,
        language=language,
        title=words.title,
        subject=words.subject,
        text=words.text,
        no_more_news=links.no_more_news(signature.uuid, language),
    )


def _wants_none(signature: Signature) -> Signature:
    signature.wants_news = False
    signature.save(update_fields=["wants_news"])
    return signature


@transaction.atomic
def _write_batch(news_id: int) -> bool:
    """One batch; says whether there may be more."""
    News.objects.lock(news_id)
    news = News.objects.with_everything().get(pk=news_id)
    if news.state != State.TELLING:
        return False
    ours = queries.readers(news).filter(pk__gt=news.walked_to)[:BATCH]
    # SECURITY: locked, or a letter could be written while its reader is being erased.
    batch = list(ours.select_related("replaced_by").select_for_update(no_key=True, of=("self",)))
    for signature in batch:
        reader = queries.living(signature)
        if reader and write(reader, queries.words_of(news, reader.letter_language)):
            news.letters += 1
    if batch:
        news.walked_to = batch[-1].pk
    else:
        news.must_allow(State.TOLD)
        news.state, news.told_at = State.TOLD, now()
        custody.record("news.told", news, letters=news.letters)
    news.save(update_fields=["state", "walked_to", "letters", "told_at"])
    return bool(batch)
