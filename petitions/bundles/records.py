"""A bundle's rows as the plain data that its files are made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from petitions.bundles import checkpoints, statements, tables
from petitions.bundles.documents import Text
from petitions.bundles.manifest import Manifest, Previous
from petitions.bundles.payload import Addressee, Frame, Line, Listing
from petitions.campaigns.digest import canonical
from petitions.models import Bundle, BundleItem, Signature
from petitions.models.bundle import ItemKind
from petitions.models.signature import Assurance
from testimonies.errors import Refusal
from testimonies.models.institution import SignatoryField
from testimonies.privacy import vault

BATCH = 2_000
#: What goes along with a declaration of support that was made by e-mail.
ALWAYS_TOLD = frozenset({SignatoryField.NAME.value, SignatoryField.COUNTRY.value})


def frame(bundle: Bundle, *, seal_level: str) -> Frame:
    """What stands around the lists: whose petition, to whom, frozen when, after which bundle."""
    petition, profile = bundle.target.petition, bundle.target.profile
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
        fields=profile.required_fields,
        custody_head=bundle.frozen["custody_head"],
        seal_level=seal_level,
        is_test=settings.LOCAL,
        previous=_previous(before),
        ledger=checkpoints.ledger(bundle, before),
    )
    return Frame(
        told,
        Addressee(profile.institution.names, _languages(profile.institution.languages)),
        [Text(text.language, text.title, text.summary, text.body) for text in texts],
        canonical({text.language: text for text in texts}),
        checkpoints.files(bundle, before),
    )


def contents(bundle: Bundle, _folder: Path) -> tuple[list[Listing], dict[str, Path]]:
    """The two lists of a signatures bundle; nothing beside them goes into the bag."""
    profile = bundle.target.profile
    signed = tables.signatures(profile.required_fields, profile.formats)
    listings = [
        Listing(signed, signature_lines(bundle)),
        Listing(tables.withdrawals(), withdrawal_lines(bundle)),
    ]
    return listings, {}


def signature_lines(bundle: Bundle) -> Iterator[Line]:
    """One line a signature in the order of the freeze, decrypted one batch at a time."""
    profile = bundle.target.profile
    fields = [field for field in SignatoryField.values if field in profile.required_fields]
    for position, uuid, personal, country, assurance, valid, signed_at in _signatures(bundle):
        told = {**_opened(personal, uuid), "country": country}
        counts_as = "valid" if bundle.target_id in valid else "declaration"
        if assurance == Assurance.EMAIL and counts_as != "valid":
            # SECURITY: what was typed so that it counts goes only where it counts.
            told = {field: told[field] for field in ALWAYS_TOLD if field in told}
        values = [str(told.get(field, "")) for field in fields]
        signed_on = localdate(signed_at).isoformat()
        row = [str(position), *values, signed_on, assurance, counts_as]
        yield Line(row, "valid" if counts_as == "valid" else "declarations")


def withdrawal_lines(bundle: Bundle) -> Iterator[Line]:
    """Each signature taken back since, by its place in the bundle that carried it."""
    told = BundleItem.objects.filter(bundle=bundle, kind=ItemKind.WITHDRAWAL)
    for item in told.select_related("signature").order_by("position").iterator(BATCH):
        carried = BundleItem.objects.select_related("bundle").get(
            target=item.target_id, kind=ItemKind.SIGNATURE, signature=item.signature_id
        )
        on = localdate(item.signature.ended_at).isoformat() if item.signature else ""
        yield Line([str(carried.bundle.number), str(carried.position), on])


def _signatures(bundle: Bundle) -> Iterator[tuple[Any, ...]]:
    """By position, in batches: no cursor stays open, so PgBouncer may stand between."""
    statements.learn_sizes()
    items = BundleItem.objects.filter(bundle=bundle, kind=ItemKind.SIGNATURE)
    last = 0
    while batch := list(
        items.filter(position__range=(last + 1, last + BATCH))
        .order_by("position")
        .values_list(
            "position",
            "signature__uuid",
            "signature__personal",
            "signature__country",
            "signature__assurance",
            "signature__valid_targets",
            "signature__signed_at",
        )
    ):
        yield from batch
        last = batch[-1][0]


def _opened(blob: bytes, row: UUID) -> dict[str, Any]:
    place = Signature._meta.get_field("personal").place
    opened: dict[str, Any] = vault.open_sealed(blob, place=place, row=row)
    return opened


def _before(bundle: Bundle) -> Bundle | None:
    if bundle.number == 1:
        return None
    return Bundle.objects.get(
        target=bundle.target_id, content=bundle.content, number=bundle.number - 1
    )


def _previous(before: Bundle | None) -> Previous | None:
    if before is None:
        return None
    if not before.identity:
        raise Refusal(_("The bundle before this one has to be written first."))
    return Previous(before.number, before.identity)


def _languages(codes: list[str]) -> list[str]:
    """The institution's own languages that we speak, and English for everybody else."""
    ours = [code for code in codes if code in dict(settings.LANGUAGES)]
    return list(dict.fromkeys([*ours, "en"]))
