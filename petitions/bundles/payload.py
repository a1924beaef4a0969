"""The files of a bundle from plain data: the same data gives the same bytes, whoever runs it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import rfc8785

from petitions.bundles import bag, documents, joining, lists, manifest, parts
from petitions.bundles.bag import Label
from petitions.bundles.contents import TEXT
from petitions.bundles.documents import Text
from petitions.bundles.lists import Table
from petitions.bundles.manifest import File, Manifest
from petitions.bundles.parts import Part

DESCRIPTION = "csv-metadata.json"
GROWING = ("signatures", "withdrawals", "records", "qualified")  # how their names begin
ORGANISATION = "Atmintis"


@dataclass(frozen=True)
class Addressee:
    """Whom the words in a bundle speak to, and in which languages."""

    names: Mapping[str, str]  # language → name of the institution
    languages: Sequence[str]
    has_certificate: bool = False  # what is encrypted for it opens in DigiDoc4


@dataclass(frozen=True)
class Frame:
    """What is the same for every kind of bundle. The manifest has no files yet."""

    manifest: Manifest
    addressee: Addressee
    texts: Sequence[Text]
    canonical_text: bytes  # petition.json; its SHA-256 is the digest of the text
    checkpoints: Mapping[str, bytes] = field(default_factory=dict)  # the ledger's, by file name

    def title(self, language: str) -> str:
        by_language = {text.language: text.title for text in self.texts}
        return by_language.get(language) or by_language.get("en") or self.texts[0].title

    def institution(self, language: str) -> str:
        return self.addressee.names.get(language) or self.addressee.names["en"]


@dataclass(frozen=True)
class Line:
    """One row of a list, and what to count it as."""

    values: Sequence[str]
    counts_as: str = ""


@dataclass(frozen=True)
class Written:
    """What a list says in numbers, and its files where they were measured on the way."""

    counts: Mapping[str, int]
    files: Mapping[str, File]
    days: Mapping[date, int] = field(default_factory=dict)  # signatures by the day of signing


class Listed(Protocol):
    """A list that can be put into a folder."""

    @property
    def table(self) -> Table: ...

    def write(self, target: Path) -> Written: ...


@dataclass(frozen=True)
class Listing:
    """A list that one process writes in one go."""

    table: Table
    lines: Iterable[Line]

    def write(self, target: Path) -> Written:
        counted: Counter[str] = Counter()

        def rows() -> Iterator[Sequence[str]]:
            for line in self.lines:
                counted[line.counts_as] += 1
                yield line.values

        total = joining.write(target, self.table, rows())
        named = {name: count for name, count in counted.items() if name}
        return Written({self.table.name: total, **named}, {})


def write(
    folder: Path, frame: Frame, listings: Sequence[Listed], records: Mapping[str, Path]
) -> Manifest:
    """Write every file of a bundle into an empty folder; the manifest with digests and counts.

    `records` go into the bag only, below ``data/``: name there → file here.
    """
    counts = dict(frame.manifest.counts)
    known: dict[str, File] = {}
    days: dict[date, int] = {}
    several: dict[str, list[str]] = {}  # CSV files of lists that may have more than one
    for listing in listings:
        written = listing.write(folder)
        counts |= written.counts
        known |= written.files
        days |= written.days
        if written.files:
            names = sorted(name for name in written.files if name.endswith(".csv"))
            several[listing.table.name] = names
    about = lists.description(
        [listing.table for listing in listings], frame.addressee.languages[0], several
    )
    (folder / DESCRIPTION).write_bytes(rfc8785.dumps(about))
    (folder / TEXT).write_bytes(frame.canonical_text)
    for name, content in frame.checkpoints.items():
        (folder / name).write_bytes(content)
    _write_texts(folder, frame)
    divided = _divide(folder, records)
    for part in divided:
        _write_bag(folder, frame.manifest, part, records, known)
    places = {name: part.number for part in divided for name in [*part.files, part.bag]}
    told = replace(
        frame.manifest,
        counts=counts,
        files=digests(folder, known),
        parts={} if len(divided) == 1 else places,
    )
    _write_summaries(folder, frame, told, days)
    complete = replace(told, files=digests(folder, told.files))
    (folder / manifest.BUNDLE).write_bytes(complete.canonical())
    for language in frame.addressee.languages:
        _write_words(folder, frame, complete, language)
    return complete


def digests(folder: Path, known: Mapping[str, File] | None = None) -> dict[str, File]:
    """Every file of a written bundle as it lies there now; `known` are measured already."""
    known = known or {}
    paths = sorted(folder.iterdir())
    return {path.name: known.get(path.name) or manifest.measure(path) for path in paths}


def _write_texts(folder: Path, frame: Frame) -> None:
    wanted = set(frame.addressee.languages)
    chosen = [text for text in frame.texts if text.language in wanted] or frame.texts[:1]
    for text in chosen:
        pdf = documents.petition(
            text,
            text_digest=frame.manifest.text_digest,
            at=frame.manifest.frozen_at,
            is_test=frame.manifest.is_test,
        )
        (folder / f"petition.{text.language}.pdf").write_bytes(pdf)


def _write_summaries(folder: Path, frame: Frame, told: Manifest, days: Mapping[date, int]) -> None:
    for language in frame.addressee.languages:
        pdf = documents.summary(
            told,
            days,
            language=language,
            title=frame.title(language),
            institution=frame.institution(language),
        )
        (folder / f"summary.{language}.pdf").write_bytes(pdf)


def _divide(folder: Path, records: Mapping[str, Path]) -> list[Part]:
    """The lists and the records go on in further parts, everything else is in the first."""
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    first = [name for name in sizes if not name.startswith(GROWING)]
    return parts.divide(sizes, first, {name: p.stat().st_size for name, p in records.items()})


def _write_bag(
    folder: Path,
    told: Manifest,
    part: Part,
    records: Mapping[str, Path],
    known: Mapping[str, File],
) -> None:
    own = {name: folder / name for name in part.files if name.endswith(parts.BAGGED)}
    among = "" if part.number == 1 else f"_part{part.number}"
    label = Label(
        identifier=f"{told.label}{among}",
        bagged_on=told.frozen_at.date(),
        organisation=ORGANISATION,
    )
    more = {name: records[name] for name in part.records}
    measured = {name: known[name] for name in own if name in known}
    bag.write(folder / part.bag, label, {**own, **more}, measured)


def _write_words(folder: Path, frame: Frame, complete: Manifest, language: str) -> None:
    cover = documents.cover(
        complete,
        language=language,
        title=frame.title(language),
        institution=frame.institution(language),
    )
    (folder / f"cover.{language}.pdf").write_bytes(cover)
    how = documents.how_to_verify(
        complete, language=language, has_certificate=frame.addressee.has_certificate
    )
    (folder / f"VERIFY.{language}.txt").write_bytes(how)
