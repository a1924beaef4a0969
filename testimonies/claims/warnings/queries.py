"""What may have been claimed, or paid, twice: shown with its reason, and deciding nothing.

SECURITY: what lies under seal is left out, so that no warning tells that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.claims.warnings import rules
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.history.gazetteer import Gazetteer
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
from testimonies.people import records
from testimonies.people.rules import Standing

GONE = frozenset({State.WITHDRAWN, State.NOT_RECORDABLE})


@dataclass(frozen=True)
class Warning:
    words: str
    because: str
    #: The submission of the other claim; empty where it is about this one alone.
    reference: str = ""


@dataclass(frozen=True)
class Alike:
    """A mention that may be of the same person, and why."""

    mention: PersonMention
    because: str


def of(claim: Claim, *, reader: User) -> list[Warning]:
    """Other claims for the same person first, then what was given before.

    Of what a reader may not open, nothing is said.
    """
    heads = _heads(claim)
    found: list[Warning] = []
    seen = Submission.objects.visible_to(reader)
    for other, because in _other_claims(claim):
        if not seen.filter(pk=other.submission_id).exists():
            continue
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
    for award in claim.awards.order_by("pk"):
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
    heads = claim.items.exclude(head=Head.SEXUAL_VIOLENCE).values_list("head", flat=True)
    return frozenset(heads)


def _other_claims(claim: Claim) -> Iterator[tuple[Claim, str]]:
    """Each once, with the strongest reason why it may be for the same person."""
    seen = {claim.pk}
    for alike in _alike(claim):
        submission = alike.mention.submission
        if submission is None:
            continue
        standing = Claim.objects.filter(submission__case=submission.case_id).exclude(
            state__in=GONE
        )
        for other in standing.exclude(pk__in=seen).select_related("submission").order_by("pk"):
            seen.add(other.pk)
            yield other, alike.because


def persons_of(claim: Claim) -> list[PersonMention]:
    """For whom it is: told in the claim itself, or in the testimony beside it."""
    about = people.read(PersonMention.objects.filter(role__in=TOLD_ABOUT).order_by("pk"))
    own = list(about.filter(submission=claim.submission_id))
    return own or list(about.filter(submission__case=claim.submission.case_id))


def _alike(claim: Claim) -> Iterator[Alike]:
    """In the same case; then what somebody has said; then what the sketches say."""
    own = persons_of(claim)
    for mention in own:
        yield Alike(mention, _("It is in the same case."))
    for mention in own:
        yield from _judged(mention)
    gazetteer = Gazetteer()
    for mention in own:
        for each in people.suggestions_for(mention, records.features_of(mention, gazetteer)):
            if each.likeness.is_probable:
                fields = ", ".join(
                    str(one.field.label)
                    for one in each.likeness.compared
                    if one.standing == Standing.MATCH
                )
                because = _("Nobody has said so, but these agree: %(fields)s (%(score)d of 100).")
                told = {"fields": fields, "score": each.likeness.score}
                yield Alike(each.mention, because % told)


def _judged(mention: PersonMention) -> Iterator[Alike]:
    likely = (Verdict.SAME, Verdict.PROBABLY)
    said = people.settled_with(mention)
    mentions = {
        each.pk: each
        for each in PersonMention.objects.filter(pk__in=said).select_related("submission")
    }
    for pk, assertion in said.items():
        if assertion.verdict in likely and pk in mentions:
            yield Alike(mentions[pk], _because(assertion))


def _because(assertion: IdentityAssertion) -> str:
    return _("%(who)s said on %(day)s: %(verdict)s.") % {
        "who": assertion.by.email,
        "day": date_format(localdate(assertion.at)),
        "verdict": assertion.get_verdict_display(),
    }
