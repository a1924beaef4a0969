"""Every bundle that was released, for everybody: to whom, when, how much, and which digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from petitions.bundles.register import rules
from petitions.campaigns import queries as campaigns
from petitions.models import Bundle
from petitions.models.bundle import Content, State

#: Entries on a page. A page of older ones never gets or loses any.
PAGE = 25


@dataclass(frozen=True)
class Entry:
    """One line of the register. Digests are SHA-256 in hexadecimal; names nobody.

    Of testimonies and claims not even the number is anybody's business: there, and where a
    bundle was never released, `signatures` and `withdrawals` are None.
    """

    key: UUID
    petition: str
    title: str
    title_language: str
    institution: str
    name: str
    content: str
    number: int
    cut_off: datetime
    signatures: int | None
    withdrawals: int | None
    identity: str
    sha256: str
    #: Of the encrypted file that left; empty where the sealed file itself leaves.
    encrypted_sha256: str
    #: Of the one file in which several parts left, not encrypted as a whole; empty otherwise.
    together_sha256: str
    seal_level: str
    #: SHA-256 of the further containers of a bundle that is too large for one.
    more_parts: tuple[str, ...]
    #: None for what was discarded in the house: a number that explains a gap, and no digest.
    released_at: datetime | None
    discarded_at: datetime | None
    handed_over_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def is_of_signatures(self) -> bool:
        return self.content == Content.SIGNATURES

    @property
    def listed_at(self) -> datetime | None:
        return self.released_at or self.discarded_at


@dataclass(frozen=True)
class Page:
    """The newest first; `older` names the entry after which the next page begins."""

    entries: tuple[Entry, ...]
    older: UUID | None


@dataclass(frozen=True)
class Found:
    """What somebody asked about. `is_whole` when the digest is that of a whole file."""

    entry: Entry
    is_whole: bool


@dataclass(frozen=True)
class Compared:
    """A list of digests beside ours; the names in it under which we know another file, or none.

    Of what is `unknown` we have no digest: it was sealed or stamped after our list was made.
    """

    entry: Entry
    differing: tuple[str, ...]
    unknown: tuple[str, ...]


def page(before: UUID | None = None, *, most: int = PAGE) -> Page | None:
    """None when there is no entry of that name."""
    rows = _listed()
    if before is not None:
        last = rows.filter(uuid=before).values_list("listed_at", "pk").first()
        if last is None:
            return None
        rows = rows.filter(Q(listed_at__lt=last[0]) | Q(listed_at=last[0], pk__lt=last[1]))
    found = list(rows.order_by("-listed_at", "-pk")[: most + 1])
    shown = found[:most]
    return Page(
        entries=tuple(_entry(each) for each in shown),
        older=shown[-1].uuid if len(found) > most else None,
    )


def of_petition(petition_id: int) -> list[Entry]:
    """All of one petition, the oldest first."""
    own = _listed().filter(target__petition=petition_id)
    return [_entry(each) for each in own.order_by("listed_at", "pk")]


def find(digest: str) -> Found | None:
    """By the identity of a bundle, or by the digest of its file, encrypted or not."""
    whole = Q(sha256=digest) | Q(outgoing_sha256=digest)
    part = Q(more_parts__contains=[{"sha256": digest}])
    bundle = _released().filter(Q(identity=digest) | whole | part).first()
    return Found(_entry(bundle), is_whole=digest != bundle.identity) if bundle else None


def compare(listed: Mapping[str, str]) -> Compared | None:
    """A bundle's own list of digests, by file name; None when we released no such bundle."""
    bundle = _released().filter(identity=rules.identity_in(listed)).first()
    if bundle is None:
        return None
    ours = bundle.members
    if bundle.more_parts:  # each part lists its own files alone
        ours = {name: digest for name, digest in ours.items() if name in listed}
    differing = tuple(rules.differing(listed, ours))
    return Compared(_entry(bundle), differing, tuple(rules.unknown(listed)))


def _listed() -> Any:
    """In the order in which they came here, which never changes: by the first of two moments."""
    ended = Bundle.objects.filter(state__in=[State.RELEASED, State.DISCARDED])
    with_all = ended.select_related("target__petition", "target__profile__institution", "delivery")
    return with_all.annotate(listed_at=Coalesce("released_at", "discarded_at"))


def _released() -> Any:
    """Also those that were taken back before anything was handed over; the entry says so."""
    return _listed().filter(released_at__isnull=False)


def _entry(bundle: Bundle) -> Entry:
    petition = campaigns.campaign(bundle.target.petition.slug, get_language())
    institution = bundle.target.profile.institution
    delivery = getattr(bundle, "delivery", None)
    counts = bundle.frozen.get("counts", {})
    was_released = bundle.released_at is not None
    is_another = was_released and bundle.outgoing_sha256 != bundle.sha256
    left_as = bundle.outgoing_sha256 if is_another else ""
    is_encrypted = bool(bundle.outgoing_key) and bundle.content == Content.SIGNATURES
    return Entry(
        key=bundle.uuid,
        petition=bundle.target.petition.slug,
        title=petition.title if petition else "",
        title_language=petition.words_language if petition else "",
        institution=institution.code,
        name=institution.name,
        content=bundle.content,
        number=bundle.number,
        cut_off=bundle.cut_off,
        signatures=_count(bundle, counts, "signatures"),
        withdrawals=_count(bundle, counts, "withdrawals"),
        identity=bundle.identity if was_released else "",
        sha256=bundle.sha256 if was_released else "",
        encrypted_sha256=left_as if is_encrypted else "",
        together_sha256="" if is_encrypted else left_as,
        more_parts=tuple(part["sha256"] for part in bundle.more_parts if was_released),
        seal_level=bundle.seal_level if was_released else "",
        released_at=bundle.released_at,
        discarded_at=bundle.discarded_at,
        handed_over_at=delivery.sent_at if delivery else None,
        acknowledged_at=delivery.acknowledged_at if delivery else None,
    )


def _count(bundle: Bundle, counts: dict[str, Any], name: str) -> int | None:
    is_public = bundle.content == Content.SIGNATURES and bundle.released_at is not None
    return int(counts.get(name, 0)) if is_public else None
