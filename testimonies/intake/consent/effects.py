"""What a change of consent does in this case, in plain words, before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.intake.consent import allowed
from testimonies.intake.consent.allowed import Allowed, Item
from testimonies.models import ConsentRecord, Institution, Submission
from testimonies.models.testimony import Part, Publication
from testimonies.privacy import queries as privacy
from testimonies.privacy import whereabouts
from testimonies.privacy.rules import Access
from testimonies.privacy.whereabouts import Passage
from testimonies.review import records
from testimonies.templatetags.components import day_month_year


@dataclass(frozen=True)
class Effects:
    """Sentences, each list in the order in which they are read."""

    #: What ends at once.
    ends: tuple[str, ...] = ()
    #: What has happened and cannot be undone, and what is done about it.
    stays: tuple[str, ...] = ()
    #: What becomes possible, and what comes before it.
    opens: tuple[str, ...] = ()

    @property
    def are_none(self) -> bool:
        return not (self.ends or self.stays or self.opens)


def of_change(consent: ConsentRecord, after: Allowed) -> Effects:
    """What would follow from `after` instead of what the consent says now."""
    submission, before = consent.submission, allowed.of(consent)
    differs = allowed.difference(before, after)
    was = privacy.access_under(consent, submission, as_if_accepted=True).access
    record = allowed.as_record(after, submission)
    will = privacy.access_under(record, submission, as_if_accepted=True).access
    passages = whereabouts.of(submission)
    return Effects(
        ends=(*_public_no_more(submission, after, will), *_sent_no_more(was, will, passages)),
        stays=tuple(_beyond_recall(passages, will)),
        opens=tuple(_possible(submission, differs.wider, was, will)),
    )


def of_withdrawal(submission: Submission) -> Effects:
    """What would follow from taking all of it back."""
    passages = whereabouts.of(submission)
    ends = [_gone_from_everywhere()] if _is_public(submission) else []
    ends.append(_("It goes to nobody from now on."))
    return Effects(ends=(*ends, *_stopped(passages)), stays=tuple(_beyond_recall(passages, None)))


def _is_public(submission: Submission) -> bool:
    testimony = getattr(submission, "testimony", None)
    return testimony is not None and testimony.publication == Publication.PUBLISHED


def _gone_from_everywhere() -> str:
    return _(
        "It is public now. From this moment nobody finds it here any more: not its page, not in"
        " the list, not in a search, not on a map. What others have copied, we cannot call back."
    )


def _public_no_more(submission: Submission, after: Allowed, will: Access) -> Iterator[str]:
    if not _is_public(submission):
        return
    testimony = copy(submission.testimony)
    testimony.told = {**testimony.told, "pseudonym": after.pseudonym}
    staying = records.stays_public(testimony, will)
    if not staying:
        yield _gone_from_everywhere()
        if will.has_public_part:
            yield _(
                "Somebody of the association reads it again in the form that you allow now. Only"
                " then can it be public again."
            )
        return
    gone = set(testimony.published_parts) - set(staying)
    if Part.RECORDINGS in gone:
        yield _("From this moment nobody hears or sees its recordings here any more.")
    if gone - {Part.RECORDINGS}:
        yield _("From this moment nobody sees any more which papers or photographs there are.")


def _sent_no_more(was: Access, will: Access, passages: Sequence[Passage]) -> Iterator[str]:
    lost = {code for code in was.institutions if _goes(was, code) and not _goes(will, code)}
    if lost and not any(_goes(will, code) for code in will.institutions):
        yield _("From now on it goes to no institution any more.")
    elif lost:
        names = [each.name for each in Institution.objects.filter(code__in=lost)]
        yield _("From now on it goes no more to: %(institutions)s.") % {
            "institutions": ", ".join(sorted(names))
        }
    yield from _stopped(passages)


def _stopped(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        if passage.gone_at is None:
            yield _(
                "A bundle for %(institution)s lies ready with it, and has not gone. It is stopped"
                " and made anew, as you allow it then."
            ) % {"institution": passage.name}


def _beyond_recall(passages: Sequence[Passage], will: Access | None) -> Iterator[str]:
    for passage in passages:
        if passage.gone_at is None:
            continue
        words = {
            "institution": passage.name,
            "number": passage.number,
            "day": day_month_year(passage.gone_at),
        }
        if passage.number is None:
            yield _("On %(day)s it went to %(institution)s, and cannot be called back.") % words
        elif will is not None and _goes(will, passage.code):
            yield (
                _(
                    "On %(day)s it went to %(institution)s in bundle %(number)s, as you had"
                    " allowed it then. That stays with them."
                )
                % words
            )
        else:
            yield (
                _(
                    "On %(day)s it went to %(institution)s in bundle %(number)s, and cannot be"
                    " called back. The next bundle to them says that you do not allow it any more."
                )
                % words
            )


def _goes(access: Access, code: str) -> bool:
    return bool(code) and access.for_institution(code)


def _possible(
    submission: Submission, wider: Sequence[Item], was: Access, will: Access
) -> Iterator[str]:
    if not wider:
        return
    if will.has_public_part and set(wider) & {
        Item.TEXT, Item.DOCUMENTS, Item.PHOTOGRAPHS, Item.RECORDING, Item.IDENTITY, Item.EMBARGO
    }:  # fmt: skip
        yield _("More of it may become public, by your leave. That does not happen by itself.")
    if any(_goes(will, code) and not _goes(was, code) for code in will.institutions):
        yield _("It may go to more institutions, with one of the next bundles.")
    yield _(
        "Somebody of the association looks at what you have changed. Nothing is published or sent"
        " before two people have read it."
    )
