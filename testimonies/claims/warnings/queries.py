"""What may have been claimed, or paid, twice: shown with its reason, and deciding nothing.

SECURITY: what lies under seal is left out, so that no warning tells that it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.claims.warnings import rules
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import (
    Claim,
    EarlierAward,
    IdentityAssertion,
    PersonMention,
    Submission,
)
from testimonies.models.claim import Head, State
from testimonies.models.identity import Verdict
from testimonies.models.person import TOLD_ABOUT
from testimonies.people import queries as people
from testimonies.people.rules import Likeness, Standing

GONE = frozenset({State.WITHDRAWN, State.NOT_RECORDABLE})
LIKELY = frozenset({Verdict.SAME, Verdict.PROBABLY})


@dataclass(frozen=True)
class Warning:
    words: str
    because: str
    #: The submission of the other claim; empty where it is about this one alone.
    reference: str = ""


#: A case in which the same person may stand, and why.
Alike = tuple[int, str]


def of(
    claim: Claim, *, reader: User, mentions: Iterable[PersonMention] | None = None
) -> list[Warning]:
    """Other claims for the same person first, then what was given before.

    `mentions` are the people told of in the claim, where they were read already. Of what a reader
    may not open, nothing is said. However many people and claims there are, the number of
    statements is the same.
    """
    heads = _heads(claim)
    found: list[Warning] = []
    told = [each for each in mentions or () if each.role in TOLD_ABOUT]
    for other, because in _other_claims(claim, told or persons_of(claim), reader):
        found += _beside(other, because, heads & _heads(other))
        found += _awarded(other, heads, because, other.submission.reference)
    return [*found, *_awarded(claim, heads, "", "")]


def _beside(other: Claim, because: str, shared: frozenset[str]) -> Iterator[Warning]:
    reference = other.submission.reference
    if shared:
        names = ", ".join(str(Head(head).label) for head in sorted(shared))
        words = _("The same may have been claimed before: %(heads)s.") % {"heads": names}
        yield Warning(words, because, reference)
    else:
        yield Warning(_("There is another claim for what may be this person."), because, reference)


def _awarded(
    claim: Claim, heads: frozenset[str], because: str, reference: str
) -> Iterator[Warning]:
    """What somebody was given before, where it may be for what is asked now."""
    for award in sorted(claim.awards.all(), key=lambda award: award.pk):
        covered = heads & rules.may_cover(award.kind)
        if covered:
            names = ", ".join(str(Head(head).label) for head in sorted(covered))
            words = _("“%(award)s” may have been given for the same: %(heads)s.") % {
                "award": award.get_kind_display(),
                "heads": names,
            }
            yield Warning(words, f"{_told(award)} {because}".strip(), reference)


def _told(award: EarlierAward) -> str:
    told = award.told
    amount = " ".join(filter(None, (told.get("amount"), told.get("currency"))))
    when = FuzzyDate(award.given_edtf).in_words() if award.given_edtf else ""
    parts = [part for part in (told.get("by", ""), when, amount) if part]
    return f"{', '.join(parts)}." if parts else ""


def _heads(claim: Claim) -> frozenset[str]:
    return frozenset(item.head for item in claim.items.all()) - {Head.SEXUAL_VIOLENCE}


def _other_claims(
    claim: Claim, persons: Sequence[PersonMention], reader: User
) -> Iterator[tuple[Claim, str]]:
    """Each once, with the strongest reason why it may be for the same person."""
    alike = list(_alike(claim, persons))
    seen = Submission.objects.visible_to(reader)
    standing = (
        Claim.objects.filter(submission__case__in={case for case, _because in alike})
        .filter(submission__in=seen)
        .exclude(state__in=GONE)
        .exclude(pk=claim.pk)
    )
    found: dict[int, list[Claim]] = {}
    for other in (
        standing.select_related("submission").prefetch_related("items", "awards").order_by("pk")
    ):
        found.setdefault(other.submission.case_id, []).append(other)
    for case, because in alike:
        for other in found.pop(case, ()):
            yield other, because


def persons_of(claim: Claim) -> list[PersonMention]:
    """For whom it is: told in the claim itself, or in the testimony beside it."""
    about = PersonMention.objects.filter(role__in=TOLD_ABOUT).order_by("pk")
    everybody = list(about.filter(submission__case=claim.submission.case_id))
    own = [each for each in everybody if each.submission_id == claim.submission_id]
    return own or everybody


def _alike(claim: Claim, own: Sequence[PersonMention]) -> Iterator[Alike]:
    """In the same case; then what somebody has said; then what the sketches say."""
    if not own:
        return
    yield claim.submission.case_id, _("It is in the same case.")
    settled = people.settled_among([each.pk for each in own])
    likely = people.probable_among({each.pk: each.submission_id for each in own}, settled)
    known = {pk for said in settled.values() for pk in said}
    known |= {pk for near in likely.values() for pk in near}
    cases = _cases(known) if known else {}
    for said in settled.values():
        for pk, assertion in said.items():
            if assertion.verdict in LIKELY and pk in cases:
                yield cases[pk], _because(assertion)
    for near in likely.values():
        for pk, likeness in near.items():
            if pk in cases:
                yield cases[pk], _explained(likeness)


def _cases(mentions: set[int]) -> dict[int, int]:
    """Those of lists are in no case."""
    found = PersonMention.objects.filter(pk__in=mentions, submission__isnull=False)
    return dict(found.values_list("pk", "submission__case"))


def _explained(likeness: Likeness) -> str:
    fields = ", ".join(
        str(one.field.label) for one in likeness.compared if one.standing == Standing.MATCH
    )
    because = _("Nobody has said so, but these agree: %(fields)s (%(score)d of 100).")
    return because % {"fields": fields, "score": likeness.score}


def _because(assertion: IdentityAssertion) -> str:
    return _("%(who)s said on %(day)s: %(verdict)s.") % {
        "who": assertion.by.email,
        "day": date_format(localdate(assertion.at)),
        "verdict": assertion.get_verdict_display(),
    }
