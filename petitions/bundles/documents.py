"""What a bundle says to people: the act of hand-over, the petition's text, how to check, records.

Everything is in the language asked for; every name of a file is plain ASCII.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from petitions.bundles import manifest
from petitions.bundles import summary as summaries
from petitions.bundles.manifest import Manifest
from petitions.campaigns import prose
from testimonies.typesetting import compose

MOST_LISTED = 50  # files of one sort on a cover; a printed list of ten million has 400 volumes
NUMBERED = re.compile(r"-\d{4}(?=\.)")


@dataclass(frozen=True)
class Row:
    label: str
    words: str
    mono: bool = False  # digests and the like, to be compared letter by letter


@dataclass(frozen=True)
class Section:
    """A part of a record: facts as rows, free words as paragraphs."""

    heading: str
    rows: Sequence[Row] = ()
    told: str = ""
    language: str = ""  # of the words, where it is not that of the record


@dataclass(frozen=True)
class Record:
    """A testimony or a claim as an institution receives it."""

    title: str
    reference: str
    language: str
    opening: str
    sections: Sequence[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """A petition's words in one language."""

    language: str
    title: str
    summary: str
    body: str


def cover(bundle: Manifest, *, language: str, title: str, institution: str) -> bytes:
    """The act of hand-over, with bundle.json attached."""
    machine = bundle.canonical()
    with translation.override(language):
        words = {
            "title": _("Act of hand-over"),
            "language": language,
            "test": test_mark(bundle.is_test),
            "attachment": _("The same in a form for machines"),
            "opening": paragraphs(_opening(bundle, title, institution)),
            "rows": rows(_facts(bundle, manifest.identity(machine))),
            "files-heading": _("Files and their SHA-256 digests"),
            "files": rows(list(_listed(bundle))),
            "closing-heading": _("Questions"),
            "closing": paragraphs(_contact()),
        }
        return compose("cover", words, at=bundle.frozen_at, attached=machine)


def _listed(bundle: Manifest) -> Iterator[Row]:
    """Each file, but many that are numbered in one line: the digests of all are attached."""
    by_number = groupby(sorted(bundle.files), lambda name: NUMBERED.sub("-", name))
    for _same, together in by_number:
        first, *others = names = list(together)
        if len(names) <= MOST_LISTED:
            yield from (Row(name, bundle.files[name].sha256, mono=True) for name in names)
        else:
            said = _("%(count)s files; their digests stand in the attached bundle.json.")
            count = number_format(len(names), force_grouping=True)
            yield Row(f"{first} – {others[-1]}", said % {"count": count})


def summary(
    bundle: Manifest, days: Mapping[date, int], *, language: str, title: str, institution: str
) -> bytes:
    """What the bundle holds, counted and explained; `days` are of its signatures."""
    with translation.override(language):
        named = _("Bundle %(number)s for %(institution)s: %(title)s") % {
            "number": bundle.number,
            "institution": institution,
            "title": title,
        }
        words = {
            "title": _("Summary"),
            "language": language,
            "test": test_mark(bundle.is_test),
            "opening": [named, *paragraphs(_moments(bundle))],
            "tables": [asdict(table) for table in summaries.tables(bundle, days)],
            "number": _("Number"),
            "files": {
                "heading": _("What is in the file"),
                "label": _("File"),
                "told": _("What it is"),
                "counts": [asdict(count) for count in summaries.contents(bundle)],
            },
        }
        return compose("summary", words, at=bundle.frozen_at)


def petition(words: Text, *, text_digest: str, at: datetime, is_test: bool) -> bytes:
    """Exactly the text that people signed, in one language."""
    with translation.override(words.language):
        digest = _("Digest of the text in all languages (SHA-256 of petition.json)")
        return compose(
            "petition",
            {
                "title": words.title,
                "language": words.language,
                "test": test_mark(is_test),
                "summary": paragraphs(words.summary),
                "body": [part for block in paragraphs(words.body) for part in parts(block)],
                "rows": rows([Row(digest, text_digest, mono=True)]),
            },
            at=at,
        )


def record(told: Record, *, at: datetime, is_test: bool) -> bytes:
    """One testimony or claim on paper."""
    with translation.override(told.language):
        words = {
            "title": told.title,
            "language": told.language,
            "test": test_mark(is_test),
            "opening": paragraphs(told.opening),
            "sections": [
                {
                    "heading": section.heading,
                    "rows": rows(section.rows),
                    "told": paragraphs(section.told),
                    "language": section.language or told.language,
                }
                for section in told.sections
            ],
        }
        return compose("record", words, at=at)


def how_to_verify(bundle: Manifest, *, language: str, has_certificate: bool = False) -> bytes:
    """The clerk's steps in tools that anyone can get.

    Parts of records are encrypted one by one; those of signatures together, if they are.
    """
    is_one_file = bundle.parts and bundle.content == "signatures"
    with translation.override(language):
        words: Mapping[str, Any] = {
            "bundle": bundle,
            "identity": manifest.identity(bundle.canonical()),
            "language": language,
            "test": test_mark(bundle.is_test),
            "bag": bundle.label,
            "has_certificate": has_certificate,
            "ending": "zip" if is_one_file else "asice",
            "is_stamped": bundle.seal_level != "B",
            "has_files": any(name.startswith("qualified") for name in bundle.files),
        }
        return render_to_string("documents/verify.txt", {**words}).encode()


def _opening(bundle: Manifest, title: str, institution: str) -> str:
    if bundle.content == "records":
        return _(
            "With this file Atmintis hands over to %(institution)s the testimonies and claims of"
            " people who agreed that they go there, in connection with the petition “%(title)s”."
            " Recorded does not mean awarded."
        ) % {"institution": institution, "title": title}
    return _(
        "With this file Atmintis hands over to %(institution)s the signatures under the petition"
        " “%(title)s” of people who agreed that they go there."
    ) % {"institution": institution, "title": title}


def _moments(bundle: Manifest) -> str:
    return _("Everything up to %(cut_off)s; put together %(frozen_at)s.") % {
        "cut_off": _moment(bundle.cut_off),
        "frozen_at": _moment(bundle.frozen_at),
    }


def _facts(bundle: Manifest, identity: str) -> list[Row]:
    rows = [
        Row(_("Number of this bundle"), str(bundle.number)),
        Row(_("Everything up to"), _moment(bundle.cut_off)),
        Row(_("Put together"), _moment(bundle.frozen_at)),
        *_counts(bundle),
        Row(_("Digest of the petition's text"), bundle.text_digest, mono=True),
        Row(_("Identity of this bundle"), identity, mono=True),
        Row(_("Head of the custody log"), bundle.custody_head, mono=True),
    ]
    if bundle.ledger:
        size = number_format(bundle.ledger.size, force_grouping=True)
        rows += [
            Row(_("Entries in the public ledger"), size),
            Row(_("Root of the public ledger"), bundle.ledger.root, mono=True),
        ]
    if bundle.previous:
        number = _("Identity of bundle %(number)s, before this one") % {
            "number": bundle.previous.number
        }
        rows.append(Row(number, bundle.previous.identity, mono=True))
    return rows


def _counts(bundle: Manifest) -> list[Row]:
    labels = {
        "signatures": _("Signatures"),
        "withdrawals": _("Withdrawals of signatures handed over before"),
        "testimonies": _("Testimonies"),
        "claims": _("Claims"),
        "notices": _("Notices about testimonies and claims handed over before"),
    }
    return [
        Row(labels[name], number_format(bundle.counts[name], force_grouping=True))
        for name in labels
        if name in bundle.counts
    ]


def _contact() -> str:
    ways = [settings.SITE_URL, settings.HELP_EMAIL, settings.HELP_PHONE]
    asked = _("Write or call us, naming the petition, your institution and the bundle's number.")
    return "\n".join([asked, *(way for way in ways if way)])


def test_mark(is_test: bool) -> str:
    return _("TEST: made for trying out, valid nowhere") if is_test else ""


def _moment(at: datetime) -> str:
    here = localtime(at)
    return f"{date_format(here, 'DATETIME_FORMAT')} ({here:%z})"


def rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{"label": row.label, "words": row.words, "mono": row.mono} for row in rows]


def parts(block: str) -> Iterator[dict[str, Any]]:
    """Petitions are plain text with ``## `` headings and ``- `` lists (campaigns.prose)."""
    lines = block.split("\n")
    if lines[0].startswith(prose.HEADING):
        yield {"kind": "heading", "words": lines.pop(0).removeprefix(prose.HEADING)}
    if lines and all(line.startswith(prose.ENTRY) for line in lines):
        yield {"kind": "list", "words": [line.removeprefix(prose.ENTRY) for line in lines]}
    elif lines:
        yield {"kind": "paragraph", "words": " ".join(lines)}


def paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; single line ends stay."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [part.strip("\n") for part in parts if part.strip()]
