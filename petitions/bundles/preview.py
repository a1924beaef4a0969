"""What will leave the house with a bundle, as whoever releases it has to see it before."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import manifest, places, seal, summary
from petitions.bundles.outgoing.actions import key_of
from petitions.bundles.summary import Counted
from petitions.models import Bundle, Connection
from petitions.models.bundle import Content
from petitions.models.bundle_item import ItemKind
from petitions.models.delivery import Channel
from testimonies.models import Institution
from testimonies.models.consent import Identity
from testimonies.models.institution import SignatoryField


@dataclass(frozen=True)
class File:
    """A file in the container; what is in an encrypted one has no size here."""

    name: str
    sha256: str
    size: int | None = None


@dataclass(frozen=True)
class Witness:
    """Whose testimony or claim is in it, by the name that stands there."""

    kind: str
    reference: str
    name: str
    shown_as: str
    also_named: Sequence[str] = ()


@dataclass(frozen=True)
class Way:
    """Where it goes, and who can open it there. `key` is the SHA-256 of the institution's key."""

    code: str
    channel: str
    address: str
    encryption: str
    key: str

    @property
    def mark(self) -> str:
        """SHA-256 of where it goes, in no language; the key has a mark of its own."""
        return hashlib.sha256(f"{self.code}\n{self.address}".encode()).hexdigest()


@dataclass(frozen=True)
class Seal:
    level: str
    words: str
    missing: str
    verdict: str
    is_valid: bool | None


@dataclass(frozen=True)
class Leaving:
    """Everything about a sealed bundle that a release officer answers for."""

    counts: Sequence[Counted]
    fields: Sequence[str]
    witnesses: Sequence[Witness]
    way: Way
    seal: Seal
    files: Sequence[File]
    trouble: str


def of(bundle: Bundle) -> Leaving:
    """Read from the sealed file where we can open it, from the rows of the freeze where not."""
    told, files, trouble = _opened(bundle)
    counts = told.get("counts") or bundle.frozen.get("counts", {})
    fields = told.get("fields") or []
    return Leaving(
        counts=summary.counted(counts),
        fields=[str(SignatoryField(name).label) for name in fields],
        witnesses=list(_witnesses(bundle)),
        way=way_of(bundle),
        seal=_seal(bundle),
        files=files,
        trouble=trouble,
    )


def _opened(bundle: Bundle) -> tuple[dict[str, Any], list[File], str]:
    """bundle.json, the files in each part of the bundle, and why they cannot be shown."""
    parts = places.sealed_parts(bundle)
    files = [File(part.path.name, part.sha256, part.size) for part in parts]
    if bundle.content == Content.RECORDS:  # encrypted: we hold the digests only
        files += [File(name, sha256) for name, sha256 in sorted(bundle.members.items())]
        return {}, files, ""
    told: dict[str, Any] = {}
    try:
        for part in parts:
            machine, inside = _inside(part.path)
            if manifest.identity(machine) != bundle.identity:
                return {}, files, _("The file is not the one that was sealed.")
            told, files = json.loads(machine), files + inside
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return {}, files, _("The sealed file cannot be opened. Do not release it.")
    return told, files, ""


def _inside(path: Path) -> tuple[bytes, list[File]]:
    with zipfile.ZipFile(path) as container:
        machine = container.read(manifest.BUNDLE)
        lines = container.read(manifest.CHECKSUMS).decode().splitlines()
        sizes = {each.filename: each.file_size for each in container.infolist()}
    digests = (line.split("  ", 1) for line in lines)
    return machine, [File(name, sha256, sizes.get(name)) for sha256, name in digests]


def _witnesses(bundle: Bundle) -> Iterator[Witness]:
    items = bundle.items.filter(kind__in=[ItemKind.TESTIMONY, ItemKind.CLAIM])
    for item in items.order_by("-kind", "position"):
        told: dict[str, Any] = item.snapshot or {}
        yield Witness(
            kind=item.get_kind_display(),
            reference=told.get("reference", ""),
            name=told.get("name") or _("without a name"),
            shown_as=str(Identity(told["identity_shown_as"]).label),
            also_named=[_full_name(person) for person in told.get("people", [])],
        )


def _full_name(person: dict[str, Any]) -> str:
    names = person.get("names") or [{}]
    written = names[0]
    return f"{written.get('given', '')} {written.get('surname', '')}".strip() or _("not said")


def way_of(bundle: Bundle) -> Way:
    institution = bundle.target.profile.institution
    channel = Channel(bundle.target.profile.channel)
    find = _ADDRESSES.get(channel)
    address = find(institution) if find else ""
    key = key_of(bundle)
    return Way(channel.value, str(channel.label), address, _encryption(key), key)


def _server(channel: Channel, institution: Institution) -> str:
    known = Connection.objects.filter(institution=institution, channel=channel).first()
    if known is None:
        return ""
    host = f"{known.server}:{known.port}" if known.port else known.server
    return f"{host} {known.place}".strip()


_ADDRESSES: dict[Channel, Callable[[Institution], str]] = {
    Channel.DROP: lambda institution: str(Path(settings.DROP_ROOT) / institution.code),
    Channel.GATEWAY: lambda institution: str(Path(settings.GATEWAY_ROOT) / institution.code),
    Channel.DESK: lambda institution: institution.email,
    Channel.EMAIL: lambda institution: institution.email,
    Channel.POST: lambda institution: institution.postal_address,
    Channel.SFTP: lambda institution: _server(Channel.SFTP, institution),
    Channel.S3: lambda institution: _server(Channel.S3, institution),
}


def _seal(bundle: Bundle) -> Seal:
    level = bundle.seal_level
    if level == "B":
        words = _("Our seal shows that nobody has altered it since. It says no time of its own.")
        missing = _(
            "It has no timestamp, so programs such as DigiDoc do not call it valid."
            " Set TSA_URL to have one."
        )
        if seal.configured_level() != "B":
            missing = _(
                "It has no timestamp, so it stays here: a timestamp service is set up now. Have"
                " it sealed again on the page of the bundle."
            )
    elif level == "B-T":
        words = _("Our seal shows that nobody has altered it since, and a timestamp shows when.")
        missing = _(
            "The proof that our certificate was good lies not in it; without that the seal"
            " cannot be checked once the certificate has ended."
        )
    else:
        words = _(
            "Our seal shows that nobody has altered it since, a timestamp shows when, and the"
            " proof that our certificate was good lies in it."
        )
        missing = ""
    return Seal(level, words, missing, _verdict(bundle), bundle.is_valid)


def _verdict(bundle: Bundle) -> str:
    if bundle.is_valid is None:
        return _("The DigiDoc library was not asked: TRUST_STORE is no folder of trusted lists.")
    if bundle.is_valid:
        return _("The DigiDoc library calls it valid.")
    said = bundle.problem or _("it gives no reason")
    return _("The DigiDoc library does not call it valid: %s.") % said.rstrip(".")


def _encryption(key: str) -> str:
    if key:
        return _("Encrypted to the institution's key and to our own.")
    return _("Not encrypted: the institution has given no key.")
