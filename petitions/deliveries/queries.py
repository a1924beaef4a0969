"""What an institution's desk shows to whoever holds the link, and what everybody may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.db.models.functions import Now

from petitions.bundles import encrypt, places
from petitions.bundles.together import ENDING
from petitions.deliveries import links
from petitions.deliveries.responding import files
from petitions.models import Bundle, Delivery, InstitutionResponse
from petitions.models.bundle import Content
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import HANDED_OVER
from testimonies.models import Institution


@dataclass(frozen=True)
class Desk:
    """The institution, the delivery that the link is about, and everything handed over so far."""

    institution: Institution
    linked: Delivery
    deliveries: list[Delivery]
    token: str = ""

    def delivery(self, reference: UUID) -> Delivery | None:
        return next((d for d in self.deliveries if d.uuid == reference), None)


@dataclass(frozen=True)
class Handed:
    """One bundle on the desk: how much is in it, and how its file is called."""

    delivery: Delivery
    counts: dict[str, Any]
    file_name: str

    @property
    def is_encrypted(self) -> bool:
        """As a whole, or each part of it."""
        return any(encrypt.is_hidden(Path(name)) for name in (self.file_name, self.sealed_name))

    @property
    def opens_with_age(self) -> bool:
        """As a whole, so that one command opens it."""
        return Path(self.file_name).suffix == encrypt.SUFFIX

    @property
    def opens_in_digidoc(self) -> bool:
        return any(
            Path(name).suffix == encrypt.CDOC for name in (self.file_name, self.sealed_name)
        )

    @property
    def is_in_parts(self) -> bool:
        return bool(self.delivery.bundle.more_parts)

    @property
    def plain_name(self) -> str:
        """Of the file that leaves, once it is open where it was encrypted as a whole."""
        path = Path(self.file_name)
        return path.stem if encrypt.is_hidden(path) else path.name

    @property
    def container_name(self) -> str:
        """Of the sealed file, of several the first."""
        return f"{self.file_name.partition('.')[0]}{ENDING}"

    @property
    def sealed_name(self) -> str:
        return self.delivery.bundle.path

    @property
    def may_come_back(self) -> bool:
        """With the clerk's own signature, at least one part of it."""
        bundle = self.delivery.bundle
        sizes = (part.size for part in places.sealed_parts(bundle))
        return bundle.forgotten_at is None and any(size < files.LARGEST for size in sizes)


@dataclass(frozen=True)
class Milestone:
    """One thing that everybody may know of what became of a petition.

    `kind` is "released", "handed_over", "acknowledged", "verified", or a kind of `OUTCOMES`
    ("answer", "hearing", "decision", "rejection", "referral"). `key` stays the same for ever.
    """

    key: str
    kind: str
    #: When it happened, or became known to us.
    at: datetime
    institution: Institution
    #: Of the bundle; None where the bundle itself is nobody's business.
    number: int | None = None
    #: Signatures in the bundle, or ("verified") those that the institution finds valid.
    count: int | None = None
    #: ("verified") those that it does not.
    invalid: int | None = None
    #: The day of the hearing, decision or answer.
    on: date | None = None
    #: In the words of the institution, as staff let them out, in this language.
    text: str = ""
    language: str = ""
    #: https, the institution's own page.
    web_address: str = ""


def desk(token: str) -> Desk | None:
    """None for a token that we did not make or that has ended, and before the delivery is out."""
    link = links.behind(token)
    linked = _handed_over().filter(link=link, link_until__gt=Now()).first() if link else None
    if linked is None:
        return None
    institution = linked.bundle.target.profile.institution
    own = _handed_over().filter(bundle__target__profile__institution=institution)
    return Desk(institution, linked, list(own.order_by("-sent_at", "-pk")), token)


def is_made_anew(token: str) -> bool:
    """The link is ours and good, and what it was about was taken back from the desk."""
    link = links.behind(token)
    if link is None:
        return False
    own = Delivery.objects.filter(link=link, link_until__gt=Now())
    return own.exclude(state__in=HANDED_OVER).exists()


def handed(delivery: Delivery) -> Handed:
    return Handed(delivery, counted(delivery), places.outgoing(delivery.bundle).name)


def counted(delivery: Delivery) -> dict[str, Any]:
    """How much is in a bundle, by the names its cover uses."""
    counts = delivery.bundle.frozen["counts"]
    shown: tuple[str, ...] = ("testimonies", "claims", "notices")
    if delivery.bundle.content == Content.SIGNATURES:
        shown = ("signatures", "withdrawals")
    return {name: counts[name] for name in shown if name in counts}


def public_timeline(petition_id: int) -> list[Milestone]:
    """What institutions have got and said, the newest first. Names no clerk and no signer.

    Bundles of signatures only: of testimonies not even the number is anybody's business.
    """
    bundles = Bundle.objects.filter(target__petition=petition_id, state=BundleState.RELEASED)
    everything = bundles.select_related("target__profile__institution", "delivery")
    said = Prefetch("delivery__responses", InstitutionResponse.objects.order_by("at", "pk"))
    found = [
        milestone
        for bundle in everything.prefetch_related(said)
        for milestone in _milestones(bundle, bundle.target.profile.institution)
    ]
    return sorted(found, key=lambda each: (each.at, each.key), reverse=True)


def _milestones(bundle: Bundle, institution: Institution) -> Iterator[Milestone]:
    delivery = getattr(bundle, "delivery", None)
    responses = list(delivery.responses.all()) if delivery else []
    if bundle.content == Content.SIGNATURES:
        yield from _way_of(bundle, institution, delivery)
        yield from _verified(bundle, institution, responses)
    for response in responses:
        if response.published_at:
            yield _outcome(response, institution)


def _way_of(
    bundle: Bundle, institution: Institution, delivery: Delivery | None
) -> Iterator[Milestone]:
    steps = [
        ("released", bundle.released_at),
        ("handed_over", delivery and delivery.sent_at),
        ("acknowledged", delivery and delivery.acknowledged_at),
    ]
    count = int(bundle.frozen.get("counts", {}).get("signatures", 0))
    for kind, at in steps:
        if at:
            key = f"bundles/{bundle.uuid}/{kind}"
            yield Milestone(key, kind, at, institution, bundle.number, count)


def _verified(
    bundle: Bundle, institution: Institution, responses: list[InstitutionResponse]
) -> Iterator[Milestone]:
    """The last count: an institution may correct itself."""
    counts = [each for each in responses if each.verified_count is not None]
    for said in counts[-1:]:
        yield Milestone(
            f"bundles/{bundle.uuid}/verified",
            "verified",
            said.at,
            institution,
            bundle.number,
            count=said.verified_count,
            invalid=said.invalid_count,
        )


def _outcome(said: InstitutionResponse, institution: Institution) -> Milestone:
    return Milestone(
        f"responses/{said.uuid}",
        said.kind,
        said.at,
        institution,
        on=said.on,
        text=said.public_text,
        language=said.language,
        web_address=said.web_address,
    )


def _handed_over() -> Any:
    said = Prefetch(
        "responses",
        InstitutionResponse.objects.select_related("file")
        .defer("file__content")
        .order_by("at", "pk"),
    )
    return (
        Delivery.objects.handed_over()
        .select_related("bundle__target__petition", "bundle__target__profile__institution")
        .prefetch_related(said)
    )
