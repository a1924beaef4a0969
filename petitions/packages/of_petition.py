"""A petition for an archive: what everybody may know of it, and nothing of those who signed.

And the numbers under which institutions have registered what they got: an archive finds by them
what lies on the other side.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import rfc8785
from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import checkpoints, documents
from petitions.bundles.documents import Text
from petitions.bundles.register import queries as register
from petitions.bundles.register import records as register_records
from petitions.campaigns import digest
from petitions.campaigns import queries as campaigns
from petitions.campaigns import records as campaign_records
from petitions.campaigns.endorsements import queries as endorsements
from petitions.deliveries import queries as deliveries
from petitions.deliveries.queries import Milestone
from petitions.models import Checkpoint, Delivery, Petition
from petitions.packages import history, ledger_files
from petitions.packages.contents import Event, Piece, Representation, piece
from testimonies.errors import Refusal

JSON, PDF = "application/json", "application/pdf"
SCHEMA = "atmintis-petition/1"
#: What the custody log says of a petition, as PREMIS and archives call it.
EVENTS = {
    "petition.drafted": "creation",
    "petition.frozen": "message digest calculation",
    "petition.opened": "publication",
    "petition.closed": "closing",
    "petition.archived": "archiving",
}


def frozen(petition: Petition, head: Checkpoint | None) -> dict[str, Any]:
    """All that changes with time, as it is now; `head` is the newest checkpoint.

    The words and the ledger below a checkpoint never change: they are read when it is written.
    Raises `Refusal` for a petition that is not public.
    """
    campaign = campaigns.campaign(petition.slug, "en", fresh=0)
    if campaign is None:
        raise Refusal(_("This petition has never been public."))
    lasting = {
        "schema": SCHEMA,
        "languages": list(campaign.languages),
        "frozen_at": _time(petition.frozen_at),
        "closed_at": _time(petition.closed_at),
        "archived_at": _time(petition.archived_at),
        "initiative_url": petition.initiative_url,
    }
    return {
        "petition": campaign_records.for_machines(campaign) | lasting,
        "ledger": checkpoints.frozen(head) if head else None,
        "bundles": _bundles(petition),
        "timeline": [
            _milestone(each) for each in reversed(deliveries.public_timeline(petition.pk))
        ],
        "organisations": [
            {
                "name": each.name,
                "country": each.country,
                "website": each.website,
                "published_at": _time(each.published_at),
            }
            for each in reversed(endorsements.supporters(petition.pk).everybody)
        ],
        "custody": history.lines({"petition": [str(petition.uuid)]}, EVENTS),
    }


def representation(petition: Petition, told: dict[str, Any], at: datetime) -> Representation:
    parts = ("petition", "bundles", "timeline", "organisations", "custody")
    names = {"petition": "about.json"}
    pieces = [
        *_words(petition),
        *(
            piece(names.get(part, f"{part}.json"), JSON, rfc8785.dumps(told[part]))
            for part in parts
        ),
    ]
    if told["ledger"]:
        pieces += ledger_files.pieces(petition, told["ledger"], at)
    return Representation("petition", _("The petition"), pieces, _guide())


def described(petition: Petition, told: dict[str, Any]) -> list[tuple[str, str]]:
    about = told["petition"]
    return [
        *(("title", text.title) for text in petition.texts.order_by("language")),
        ("description", petition.words("en").summary),
        ("date", about["opened_at"][:10]),
        *(("language", code) for code in about["languages"]),
        ("type", "petition"),
        ("source", f"{settings.SITE_URL}/petitions/{petition.slug}/"),
        ("rights", _("It names nobody who signed.")),
    ]


def events(told: dict[str, Any]) -> list[Event]:
    return history.events(told["custody"], EVENTS)


def _words(petition: Petition) -> list[Piece]:
    texts = digest.by_language(petition)
    return [
        piece("text/petition.json", JSON, digest.canonical(texts)),
        *(
            Piece(f"text/petition.{language}.pdf", PDF, partial(_printed, petition, language))
            for language in sorted(texts)
        ),
    ]


def _printed(petition: Petition, language: str) -> list[bytes]:
    words = petition.words(language)
    assert petition.frozen_at is not None  # noqa: S101 (a constraint: frozen means dated)
    text = Text(language, words.title, words.summary, words.body)
    digest_of_all = petition.text_digest
    return [
        documents.petition(
            text, text_digest=digest_of_all, at=petition.frozen_at, is_test=settings.LOCAL
        )
    ]


def _bundles(petition: Petition) -> list[dict[str, Any]]:
    """Every bundle of the register, with its digests; the number under which they registered it.

    The bundles themselves name those who signed: they go to whom these have chosen, and not here.
    """
    arrived = Delivery.objects.filter(bundle__target__petition=petition).select_related("bundle")
    numbers = {each.bundle.uuid: each.registry_number for each in arrived}
    return [
        register_records.for_machines(entry) | {"registry_number": numbers.get(entry.key) or None}
        for entry in register.of_petition(petition.pk)
    ]


def _milestone(each: Milestone) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "at": _time(each.at),
        "institution": each.institution.code,
        "bundle": each.number,
        "count": each.count,
        "invalid": each.invalid,
        "on": each.on.isoformat() if each.on else None,
        "text": each.text,
        "language": each.language,
        "web_address": each.web_address,
    }


def _guide() -> tuple[tuple[str, str], ...]:
    return (
        ("text/petition.json", _("the words in all languages; its SHA-256 is their digest")),
        ("text/petition.<language>.pdf", _("the same on paper (PDF/A-3a)")),
        ("about.json", _("dates, institutions, and how many signed, by kind and country")),
        (
            "bundles.json",
            _("each bundle, also the discarded: digests, dates, registry number"),
        ),
        ("timeline.json", _("what institutions have received and answered")),
        ("organisations.json", _("organisations that support the petition")),
        ("custody.json", _("lines of our record of custody, with their place in its chain")),
        ("ledger/", _("the public ledger of signatures; it holds hashes and names nobody")),
        ("ledger/checkpoint.txt", _("its size and root, signed (c2sp.org/tlog-checkpoint)")),
        ("ledger/level-0.bin", _("the hash of each leaf, 32 bytes each (RFC 9162)")),
        ("ledger/level-N.bin", _("hashes over 256 hashes of the level below, 32 bytes each")),
        ("ledger/checkpoints.jsonl", _("every checkpoint up to then, with its timestamp")),
    )


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
