"""What pages and machines want to know about petitions, at most five seconds old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import get_language

from petitions.campaigns import digest, prose, rules
from petitions.models import Petition, PetitionTarget, Signature, SignatureCount
from petitions.models.petition import NOT_YET_FROZEN, State
from petitions.models.signature import Display
from petitions.signing import rules as signing
from petitions.signing import worth
from petitions.signing.worth import Standing
from testimonies.institutions import records as institutions
from testimonies.institutions.records import Conditions
from testimonies.institutions.rules import TargetFacts
from testimonies.models.switch import Part
from testimonies.snapshots import FRESH, FRESH_ENOUGH, Snapshots
from testimonies.switches import queries as switches

#: So many of those who want to be named are named on the page.
NAMES_SHOWN = 12


@dataclass(frozen=True)
class Target:
    """An institution to which a petition goes. `valid` and `declarations` count signatures."""

    pk: int
    code: str
    name: str
    note: str
    facts: TargetFacts
    valid: int
    declarations: int
    conditions: Conditions
    #: As it was when the petition was frozen, whatever the institution asks of others now.
    threshold: int | None
    #: Until when the institution lets people collect, where it says so. It closes nothing here.
    window_ends_on: date | None

    @property
    def by_email(self) -> Standing:
        return worth.standing(self.facts)

    @property
    def conditions_by_email(self) -> tuple[str, ...]:
        return worth.conditions(self.facts) if self.by_email == Standing.ON_CONDITION else ()

    @property
    def is_reached(self) -> bool:
        return self.threshold is not None and self.valid >= self.threshold

    @property
    def is_window_over(self) -> bool:
        return self.window_ends_on is not None and self.window_ends_on < localdate()


@dataclass(frozen=True)
class Counts:
    """Confirmed signatures; by ISO country code every country, also where one person signed."""

    total: int
    by_assurance: Mapping[str, int]
    by_country: Mapping[str, int]
    counted_at: datetime | None

    def total_only(self) -> Counts:
        return replace(self, by_assurance={}, by_country={})


@dataclass(frozen=True)
class Campaign:
    """Everything that a page in one language shows of a petition."""

    pk: int
    uuid: UUID
    slug: str
    language: str
    words_language: str
    title: str
    summary: str
    body: SafeString
    state: str
    text_digest: str
    frozen_at: datetime
    opened_at: datetime
    closes_on: date | None
    closed_at: datetime | None
    targets: tuple[Target, ...]
    counts: Counts
    by_day: tuple[tuple[date, int], ...]
    names: tuple[str, ...]
    #: The languages that it is written in, in the order of the site.
    languages: tuple[str, ...]
    initiative_url: str
    #: Shown to staff before it is public.
    is_preview: bool
    #: False while an administrator has turned the statistics off: then there is the total only.
    has_statistics: bool

    @property
    def is_open(self) -> bool:
        """Closed as soon as the last day is over, whenever that is written down."""
        is_in_time = self.closes_on is None or localdate() <= self.closes_on
        return self.state == State.OPEN and is_in_time

    @property
    def is_archived(self) -> bool:
        return self.state == State.ARCHIVED

    @property
    def ended_on(self) -> date | None:
        """The day on which it closed, or the last on which it could be signed."""
        return localdate(self.closed_at) if self.closed_at else self.closes_on

    @property
    def url(self) -> str:
        return reverse("petitions:petition", args=[self.slug])

    @property
    def sign_url(self) -> str:
        return reverse("petitions:sign", args=[self.slug])

    @property
    def public_lists(self) -> list[str]:
        """The institutions where everybody can read who has signed."""
        return [each.name for each in self.targets if each.facts.list_is_public]

    @property
    def count_total(self) -> int:
        return self.counts.total


def campaign(slug: str, language: str | None = None, *, fresh: float = FRESH) -> Campaign | None:
    """A public petition as it was at most five seconds ago; no query when warm.

    `fresh` is the age in seconds at which it is asked for anew.
    """
    return _CAMPAIGNS.get((slug, language or get_language() or "en"), fresh=fresh)


def title(slug: str, language: str) -> str:
    """As our letters name a petition; empty for one that is not public."""
    found = campaign(slug, language, fresh=FRESH_ENOUGH)
    return found.title if found else ""


def newest_open() -> Campaign | None:
    """The petition that the first page shows, in the language of the page."""
    slug = _NEWEST.get(State.OPEN)
    return campaign(slug) if slug else None


def preview(petition: Petition, language: str) -> Campaign | None:
    """What everybody will see once it is open; None while it has no words at all."""
    return _shown(petition, language, is_preview=True) if petition.texts.exists() else None


def canonical_text(slug: str) -> bytes | None:
    """The very bytes that the digest of a public petition is made of."""
    found = Petition.objects.public().prefetch_related("texts").filter(slug=slug).first()
    return digest.canonical(digest.by_language(found)) if found else None


def public() -> list[Campaign]:
    """Every public petition, the newest first."""
    slugs = Petition.objects.public().order_by("-opened_at").values_list("slug", flat=True)
    found = (campaign(slug) for slug in slugs)
    return [each for each in found if each]


def _newest(state: str) -> str | None:
    found = Petition.objects.filter(state=state).exclude(closes_on__lt=localdate())
    return found.order_by("-opened_at").values_list("slug", flat=True).first()


def _campaign(key: tuple[str, str]) -> Campaign | None:
    slug, language = key
    found = Petition.objects.public().prefetch_related("texts").filter(slug=slug).first()
    return _shown(found, language) if found else None


def _shown(found: Petition, language: str, *, is_preview: bool = False) -> Campaign:
    words, counts = found.words(language), _counts(found.counts.all())
    texts = digest.by_language(found)
    has_statistics = switches.is_on(Part.STATISTICS)
    with translation.override(language):
        return Campaign(
            pk=found.pk,
            uuid=found.uuid,
            slug=found.slug,
            language=language,
            words_language=words.language,
            title=words.title,
            summary=words.summary,
            body=prose.to_html(words.body),
            state=found.state,
            text_digest=found.text_digest or digest.text_digest(texts),
            frozen_at=found.frozen_at or now(),
            opened_at=found.opened_at or now(),
            closes_on=found.closes_on,
            closed_at=found.closed_at,
            targets=tuple(_target(each, found, has_statistics) for each in _targets_of(found)),
            counts=counts if has_statistics else counts.total_only(),
            by_day=_by_day(found) if has_statistics else (),
            names=_names(found) if has_statistics else (),
            languages=tuple(code for code, _name in settings.LANGUAGES if code in texts),
            initiative_url=found.initiative_url,
            is_preview=is_preview,
            has_statistics=has_statistics,
        )


def _targets_of(petition: Petition) -> QuerySet[PetitionTarget]:
    return petition.targets.select_related("profile__institution").prefetch_related("counts")


def _target(target: PetitionTarget, petition: Petition, has_statistics: bool) -> Target:
    facts, asked = institutions.target_facts(target.profile), target.profile
    is_fixed = petition.state not in NOT_YET_FROZEN
    by_count: Counter[bool] = Counter()
    for row in target.counts.all() if has_statistics else ():
        by_count[row.is_valid] += row.total
    return Target(
        pk=target.pk,
        code=target.profile.institution.code,
        name=target.profile.institution.name,
        note=target.profile.plain_note,
        facts=facts,
        valid=by_count[True],
        declarations=by_count[False],
        conditions=institutions.conditions(asked),
        threshold=target.threshold if is_fixed else asked.threshold,
        window_ends_on=rules.end_of_window(
            localdate(petition.opened_at) if petition.opened_at else localdate(),
            target.window_days if is_fixed else asked.window_days,
        ),
    )


def _counts(rows: QuerySet[SignatureCount]) -> Counts:
    by_assurance: Counter[str] = Counter()
    by_country: Counter[str] = Counter()
    for row in rows:
        by_assurance[row.assurance] += row.total
        by_country[row.country] += row.total
    return Counts(
        total=by_assurance.total(),
        by_assurance={key: total for key, total in by_assurance.most_common() if total},
        by_country={key: total for key, total in by_country.most_common() if total},
        counted_at=max((row.counted_at for row in rows), default=None),
    )


def _by_day(petition: Petition) -> tuple[tuple[date, int], ...]:
    days = petition.days.values_list("day").annotate(signed=Sum("total")).order_by("day")
    return tuple((day, signed) for day, signed in days if signed)


def _names(petition: Petition) -> tuple[str, ...]:
    """The last who agreed to be named, in the form they chose."""
    named = Signature.objects.confirmed().filter(petition=petition)
    newest = named.exclude(display=Display.HIDDEN).order_by("-confirmed_at")[:NAMES_SHOWN]
    return tuple(signing.shown_as(each.personal["name"], each.display) for each in newest)


_CAMPAIGNS = Snapshots(_campaign)
_NEWEST = Snapshots(_newest)
