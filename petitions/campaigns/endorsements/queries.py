"""Which organisations support a petition, and what the holder of a link may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit

from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.campaigns.endorsements import rules
from petitions.campaigns.queries import Campaign
from petitions.models import Endorsement
from petitions.models.endorsement import State
from testimonies.evidence import keeping
from testimonies.privacy import tokens
from testimonies.snapshots import Snapshots

#: So many are named on the page of the petition.
FIRST = 5


@dataclass(frozen=True)
class Supporter:
    """An organisation as everybody sees it."""

    name: str
    country: str
    website: str
    members: int
    published_at: datetime
    #: The name of the picture in its address; empty without one.
    logo: str

    @property
    def place(self) -> str:
        """``www.example.org``: where the link leads."""
        return urlsplit(self.website).netloc


@dataclass(frozen=True)
class Supporters:
    """Organisations, the newest first. SECURITY of the count: none of them is a person."""

    everybody: tuple[Supporter, ...]

    @property
    def total(self) -> int:
        return len(self.everybody)

    @property
    def first(self) -> tuple[Supporter, ...]:
        return self.everybody[:FIRST]


@dataclass(frozen=True)
class Endorsed:
    """An endorsement with its petition, as the organisation's own page shows it."""

    endorsement: Endorsement
    petition: Campaign

    @property
    def is_waiting_for_button(self) -> bool:
        return self.endorsement.state == State.SUBMITTED

    @property
    def is_waiting_for_moderator(self) -> bool:
        return self.endorsement.state == State.CONFIRMED

    @property
    def is_published(self) -> bool:
        return self.endorsement.state == State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.endorsement.state == State.WITHDRAWN

    @property
    def may_withdraw(self) -> bool:
        return self.endorsement.state in {State.CONFIRMED, State.PUBLISHED}


def supporters(petition_id: int) -> Supporters:
    """As it was at most five seconds ago; no query when warm."""
    return _SUPPORTERS.get(petition_id) or Supporters(())


def of_link(token: str) -> Endorsed | None:
    """By the link in a letter; None for what never existed or was not confirmed in time."""
    uuid = tokens.read(rules.LINK, token)
    known = Endorsement.objects.select_related("petition")
    found = known.filter(uuid=uuid).first() if uuid else None
    if found is None or _is_too_late(found):
        return None
    petition = campaigns.campaign(found.petition.slug)
    return Endorsed(found, petition) if petition else None


def public_logo(digest: str) -> IO[bytes] | None:
    """The PNG of an organisation that is on show."""
    found = Endorsement.objects.published().filter(logo_sha256=digest).first()
    return keeping.storage().open(found.logo_path, "rb") if found and found.logo_path else None


def _supporters(petition_id: int) -> Supporters:
    found = Endorsement.objects.published().filter(petition=petition_id)
    shown = found.order_by("-published_at", "-id").values_list(
        "name", "country", "website", "members", "published_at", "logo_sha256", named=True
    )
    return Supporters(
        tuple(
            Supporter(
                name=row.name,
                country=row.country,
                website=row.website,
                members=row.members,
                published_at=row.published_at,
                logo=row.logo_sha256,
            )
            for row in shown
            if row.published_at
        )
    )


def _is_too_late(endorsement: Endorsement) -> bool:
    is_old = endorsement.submitted_at < now() - rules.CONFIRM_WITHIN
    return endorsement.state == State.SUBMITTED and is_old


_SUPPORTERS = Snapshots(_supporters)
