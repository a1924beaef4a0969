"""A bundle's rows as the plain data that its files are made of."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from petitions.bundles import (
    asked,
    checkpoints,
    documents,
    own_files,
    printed,
    ranges,
    statements,
    tables,
)
from petitions.bundles.documents import Text
from petitions.bundles.manifest import Manifest, Previous
from petitions.bundles.payload import Addressee, Frame, Line, Listed, Listing
from petitions.bundles.printed import Print
from petitions.bundles.ranges import Call, Plan
from petitions.bundles.signature_rows import VALID, SignatureRows
from petitions.campaigns.digest import canonical
from petitions.models import Bundle
from testimonies.errors import Refusal

BATCH = 2_000


def frame(bundle: Bundle, *, seal_level: str) -> Frame:
    """What stands around the lists: whose petition, to whom, frozen when, after which bundle."""
    petition, profile, wanted = bundle.target.petition, bundle.target.profile, asked.of(bundle)
    texts, before = sorted(petition.texts.all(), key=lambda text: text.language), _before(bundle)
    told = Manifest(
        content=bundle.content,
        petition=petition.slug,
        text_digest=petition.text_digest,
        institution=profile.institution.code,
        profile=profile.code,
        number=bundle.number,
        cut_off=bundle.cut_off,
        frozen_at=bundle.frozen_at,
        counts=bundle.frozen["counts"],
        fields=wanted.fields,
        custody_head=bundle.frozen["custody_head"],
        seal_level=seal_level,
        is_test=settings.LOCAL,
        previous=_previous(before),
        ledger=checkpoints.ledger(bundle, before),
    )
    return Frame(
        told,
        Addressee(wanted.names, wanted.languages, has_certificate=wanted.has_certificate),
        [Text(text.language, text.title, text.summary, text.body) for text in texts],
        canonical({text.language: text for text in texts}),
        checkpoints.files(bundle, before),
    )


def contents(bundle: Bundle, call: Call | None) -> list[Listed]:
    """The two lists of a signatures bundle; the long one is written by all who can be called."""
    return [
        ranges.write(bundle, plan(bundle), call),
        Listing(tables.withdrawals(), withdrawal_lines(bundle)),
    ]


def plan(bundle: Bundle) -> Plan:
    """How the list of signatures is divided among those who write it."""
    wanted = asked.of(bundle)
    language = wanted.languages[0]
    with translation.override(language):
        heading = paper(bundle, _("Signatures"), language).heading
    return Plan(
        edition=ranges.EDITION,
        rows=bundle.frozen["counts"]["signatures"],
        size=-(-ranges.RANGE // printed.VOLUME) * printed.VOLUME,
        fields=wanted.fields,
        formats=wanted.formats,
        language=language,
        heading=heading,
        frozen_at=bundle.frozen_at.isoformat(),
        spans=own_files.spans(bundle),
    )


def paper(bundle: Bundle, what: str, language: str) -> Print:
    """What stands above each page of a list: what it is, of which petition, for whom."""
    parts = [
        documents.test_mark(settings.LOCAL),
        what,
        bundle.target.petition.words(language).title,
        asked.of(bundle).name(language),
        str(bundle.number),
    ]
    return Print(" · ".join(part for part in parts if part), language, bundle.frozen_at)


def signature_lines(bundle: Bundle) -> Iterator[Line]:
    """One line a signature in the order of the freeze, decrypted one batch at a time."""
    rows = SignatureRows(bundle, asked.of(bundle).fields)
    for batch in rows.batches(1, bundle.frozen["counts"]["signatures"]):
        for row in batch:
            yield Line(row, "valid" if row[-1] == VALID else "declarations")


def withdrawal_lines(bundle: Bundle) -> Iterator[Line]:
    """Each signature taken back since, by its place in the bundle that carried it."""
    last = 0
    while batch := statements.ask(statements.WITHDRAWN, bundle=bundle.pk, after=last, most=BATCH):
        for _position, number, place, ended_at in batch:
            on = localdate(ended_at).isoformat() if ended_at else ""
            yield Line([str(number), str(place), on])
        last = batch[-1][0]


def _before(bundle: Bundle) -> Bundle | None:
    """The last one that was not discarded; none is discarded while a later one builds on it."""
    earlier = Bundle.objects.living().filter(
        target=bundle.target_id, content=bundle.content, number__lt=bundle.number
    )
    return earlier.order_by("-number").first()


def _previous(before: Bundle | None) -> Previous | None:
    if before is None:
        return None
    if not before.identity:
        raise Refusal(_("The bundle before this one has to be written first."))
    return Previous(before.number, before.identity)
