"""What the desk wants to know: which sheet this is, and whether this person has signed before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import translation

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.models import PaperLine, PaperSheet, Petition, Signature
from petitions.models.paper import LineState, Reading
from petitions.models.signature import State
from petitions.signing import identity
from petitions.signing import rules as signing
from petitions.signing.paper import numbers, rules, sheets
from petitions.signing.paper.numbers import Print
from petitions.signing.paper.sheets import Addressee


@dataclass(frozen=True)
class Found:
    """What was printed under a number. `campaign` speaks the language of the sheet."""

    number: str
    campaign: Campaign
    addressee: Addressee


def printed_under(typed: str) -> Found | None:
    """By what somebody typed or read from the code; None for a mistyped number."""
    number = numbers.read(typed)
    if not number:
        return None
    for campaign in _in_every_language():
        with translation.override(campaign.language):
            for addressee in sheets.addressees(campaign):
                printed = Print(campaign.uuid, addressee.code, campaign.language)
                if numbers.belongs(number, printed):
                    return Found(number, campaign, addressee)
    return None


def counted() -> QuerySet[PaperSheet]:
    """Sheets with how far the reading of their lines is."""
    keyed, verified = ~Q(lines__state=LineState.WAITING), Q(lines__state=LineState.VERIFIED)
    return PaperSheet.objects.select_related("petition", "registered_by").annotate(
        keyed=Count("lines", filter=keyed), verified=Count("lines", filter=verified)
    )


def campaign_of(sheet: PaperSheet) -> Campaign | None:
    return campaigns.campaign(sheet.petition.slug, sheet.language)


def twin_of(petition: Petition, told: Mapping[str, str]) -> Signature | None:
    """The strongest counted signature of somebody of this name, born on this day.

    Two personal codes that differ are two people.
    """
    key = identity.person_key(petition.uuid, told[rules.NAME], signing.born_on(told))
    if key is None:
        return None
    living = Signature.objects.living().exclude(state=State.PENDING)
    found = [
        each
        for each in living.filter(petition=petition, person_key=key)
        if not _speaks_against(each.personal, told)
    ]
    return max(found, key=lambda each: signing.RANK[each.assurance], default=None)


def on_paper_by(petition: Petition, told: Mapping[str, str]) -> Signature | None:
    """The living paper signature of somebody who calls and says who they are."""
    key = identity.proven_key(petition.uuid, rules.identity(told))
    found = Signature.objects.living().filter(petition=petition, identity_key=key)
    return found.first() or twin_of(petition, told)


def legible_lines(sheet: PaperSheet) -> int:
    return sheet.lines.filter(reading=Reading.LEGIBLE).count()


def is_read(sheet: PaperSheet) -> bool:
    """What has been erased nobody can read any more."""
    return not sheet.lines.exclude(state=LineState.VERIFIED).filter(erased_at=None).exists()


def has_another_line(signature: Signature, line: PaperLine) -> bool:
    return PaperLine.objects.filter(signature=signature).exclude(pk=line.pk).exists()


def addressee_of(sheet: PaperSheet) -> str:
    """To whom it goes, in the language of the page."""
    campaign = campaigns.campaign(sheet.petition.slug)
    found = sheets.addressee(campaign, sheet.addressee) if campaign else None
    return found.label if found else sheet.addressee


def _in_every_language() -> Iterator[Campaign]:
    for each in campaigns.public():
        for language, _name in settings.LANGUAGES:
            if campaign := campaigns.campaign(each.slug, language):
                yield campaign


def _speaks_against(known: Mapping[str, str], told: Mapping[str, str]) -> bool:
    codes = {(each[rules.CODE_COUNTRY], each[rules.CODE]) for each in (known, told)
             if each.get(rules.CODE) and each.get(rules.CODE_COUNTRY)}  # fmt: skip
    return len(codes) > 1
