"""Organisations of the demonstration: one supports the petition, one waits for a moderator."""

from __future__ import annotations

from dataclasses import replace

import typst
from django.core.files.base import ContentFile

from accounts.models import User
from petitions.campaigns.endorsements import actions as endorsements
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.campaigns.endorsements.rules import Organisation
from petitions.models import Endorsement, Petition

#: No organisation of these names is known to us.
EXAMPLE = Organisation(
    name="Society of the Example Archive",
    country="EE",
    register_code="",
    website="https://www.example.org/",
    members=120,
    speaker="Leida Näidis",
    role="chair of the board",
    email="society@example.org",
    language="en",
)
WAITING = replace(
    EXAMPLE, name="Museum of Example Stories", country="LT", members=14, email="museum@example.org"
)
MINUTES = "= Minutes of the board\nThe board has decided to support the petition."


def support(petition: Petition, *, moderator: User) -> None:
    endorsements.publish(_confirmed(petition, EXAMPLE).pk, by=moderator)
    _confirmed(petition, WAITING)


def _confirmed(petition: Petition, organisation: Organisation) -> Endorsement:
    minutes = ContentFile(typst.compile(MINUTES.encode()), name="minutes.pdf")
    mandate = mandates.hold_mandate(minutes)
    made = endorsements.submit(petition.pk, organisation, mandate=mandate, logo=None)
    assert made is not None  # noqa: S101 (nobody else writes from these mailboxes)
    confirmed = endorsements.confirm(made.uuid)
    mandates.make_copy(confirmed.pk)
    return confirmed
