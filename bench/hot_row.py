"""Do people wait for each other who confirm signatures under one petition at the same moment?

32 connections confirm under one petition, then 32 connections each under a petition of its own,
in turns, and each comes first as often as the other. A row that everybody had to change would make
the first many times slower.
"""

from __future__ import annotations

from itertools import count
from statistics import median

from bench.acts import an_open_petition, confirmation
from bench.load import Request, fire
from bench.servers import Server
from petitions.campaigns import queries
from petitions.campaigns.queries import Campaign
from petitions.signing import actions as signing
from petitions.signing.rules import Signing

CLIENTS = 32
EACH = 20
ROUNDS = 10
_people = count(1)


def compare(server: Server) -> tuple[float, float]:
    """Confirmations a second under one petition, and under many: the medians of the rounds."""
    campaigns = [_campaign(f"crowd-{number}") for number in range(CLIENTS)]
    one, many = campaigns[:1] * CLIENTS, campaigns
    _rate(server, many)
    rates: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        for side in (0, 1) if turn % 2 else (1, 0):
            rates[side].append(_rate(server, (one, many)[side]))
    return median(rates[0]), median(rates[1])


def _campaign(slug: str) -> Campaign:
    found = queries.campaign(an_open_petition(slug).slug, "en")
    if found is None:
        raise RuntimeError(f"{slug} is not public")
    return found


def _rate(server: Server, campaigns: list[Campaign]) -> float:
    requests = [_waiting(campaign) for _turn in range(EACH) for campaign in campaigns]
    took = fire(server.port, requests, expect=302, connections=CLIENTS)
    return len(requests) / took


def _waiting(campaign: Campaign) -> Request:
    """Somebody who has signed and holds the link."""
    number = next(_people)
    signed = signing.sign(
        campaign,
        Signing(f"Jonas {number}", f"crowd{number}@example.org", "LT", ()),
        language="en",
    )
    if signed is None:
        raise RuntimeError("not signed")
    return confirmation(signed)
