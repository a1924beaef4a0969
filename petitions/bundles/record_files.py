"""The files of a records bundle: for each record a PDF, the same as JSON, and its clean copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from petitions.bundles import (
    asked,
    documents,
    manifest,
    notices,
    record_people,
    record_said,
    records,
    tables,
)
from petitions.bundles.documents import Record, Row, Section
from petitions.bundles.payload import Line, Listing
from petitions.bundles.stretches import BLOCK
from petitions.models import Bundle
from petitions.models.bundle_item import ItemKind
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models.case import Voice
from testimonies.models.claim import AwardKind, Head, Measure, Method, Standing
from testimonies.models.consent import Identity
from testimonies.models.evidence import EvidenceKind
from testimonies.models.testimony import Verification
from testimonies.templatetags.components import country_name, language_name


def contents(bundle: Bundle, folder: Path) -> tuple[list[Listing], dict[str, Path]]:
    """The list of records, and every file of theirs by its place in the bag."""
    lines: list[Line] = []
    files: dict[str, Path] = {}
    for item in bundle.items.order_by("-kind", "position").iterator():
        told: dict[str, Any] = item.snapshot
        place = f"records/{told['reference']}"
        for path in _write(folder / told["reference"], told, bundle):
            files[f"{place}/{path.name}"] = path
        row = [told["kind"], told["reference"], told["language"], place]
        lines.append(Line([str(len(lines) + 1), *row]))
    formats = asked.of(bundle).formats
    language = get_language() or "en"
    paper = records.paper(bundle, _("Testimonies and claims"), language)
    in_words = "list_in_words" in bundle.frozen  # earlier freezes keep their bytes
    listed = [Listing(tables.records(formats, paper, in_words=in_words), lines)]
    if told_of := notices.lines(bundle):
        listed.append(Listing(tables.notices(), told_of))
    return listed, files


def _write(folder: Path, told: dict[str, Any], bundle: Bundle) -> Iterator[Path]:
    folder.mkdir()
    for language in asked.of(bundle).languages:
        paper = folder / f"record.{language}.pdf"
        paper.write_bytes(on_paper(told, language, at=bundle.frozen_at))
        yield paper
    evidence = told["evidence"]
    for paper in evidence:
        yield _copy(paper, folder / paper["file"])
    for name, content in record_said.files(told):
        (folder / name).write_bytes(content)
        yield folder / name
    (folder / "record.json").write_bytes(for_machines(told))
    yield folder / "record.json"


def on_paper(told: dict[str, Any], language: str, *, at: datetime) -> bytes:
    """A record as PDF, in one language."""
    with translation.override(language):
        return documents.record(_record(told), at=at, is_test=settings.LOCAL)


def for_machines(told: dict[str, Any]) -> bytes:
    """The same as canonical JSON; where something lies with us is nobody's business."""
    return bytes(rfc8785.dumps(_outside(told)))


def _outside(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _outside(each) for name, each in told.items() if name != "stored"}
    return [_outside(each) for each in told] if isinstance(told, list) else told


def _copy(paper: dict[str, Any], target: Path) -> Path:
    with keeping.open_kept(paper["stored"]) as source, target.open("wb") as copy:
        while block := source.read(BLOCK):
            copy.write(block)
    if manifest.measure(target).sha256 != paper["sha256"]:
        raise Refusal(_("A file is not the one that was frozen: %s.") % paper["id"])
    return target


def _record(told: dict[str, Any]) -> Record:
    is_claim = told["kind"] == ItemKind.CLAIM
    title = _("Claim %s") if is_claim else _("Testimony %s")
    opening = _("This is a claim as its claimant made it. Recorded does not mean awarded.")
    if not is_claim:
        opening = _("This is a testimony in the words of the person who tells it.")
    return Record(
        title=title % told["reference"],
        reference=told["reference"],
        language=get_language() or "en",
        opening=opening,
        sections=[
            _about(told),
            *_provenance(told),
            *(_claim_sections(told) if is_claim else _testimony_sections(told)),
            *record_people.sections(told),
            *_papers(told["evidence"]),
            *record_said.sections(told),
        ],
    )


def _about(told: dict[str, Any]) -> Section:
    rows = [
        Row(_("Name"), told["name"] or _("not given")),
        Row(_("How the person is shown"), str(Identity(told["identity_shown_as"]).label)),
        Row(_("Language"), language_name(told["language"])),
    ]
    if told["kind"] == ItemKind.CLAIM:
        rows += [
            Row(_("In what capacity"), str(Standing(told["standing"]).label)),
            Row(_("Country addressed first"), _country(told["forum_country"])),
        ]
    else:
        rows.append(
            Row(_("How far it is supported"), str(Verification(told["verification"]).label))
        )
    return Section(_("About this record"), rows)


def _country(code: str) -> str:
    return country_name(code) if code else _("not said")


def _questions(told: dict[str, Any]) -> list[Row]:
    """Under which wording, and in whose voice, it was told; early records do not say."""
    form = told.get("questionnaire")
    if not form or not form["voice"]:
        return []
    words = _("Version %(version)s, %(voice)s (SHA-256 %(digest)s)") % {
        "version": form["version"],
        "voice": Voice(form["voice"]).label,
        "digest": form["sha256"],
    }
    return [Row(_("Questions asked"), words)]


def _provenance(told: dict[str, Any]) -> list[Section]:
    """When it came to us and by whose leave it goes on; records frozen earlier do not say."""
    if "consent" not in told:
        return []
    consent = told["consent"]
    given = _("Version %(version)s, given on %(day)s, in this language: %(language)s") % {
        "version": consent["version"],
        "day": _day(consent["given_on"]),
        "language": language_name(consent["language"]),
    }
    rows = [Row(_("Handed in"), _day(told["submitted_on"])), *_questions(told)]
    if told.get("with_help"):
        rows.append(Row(_("With the help of"), _("somebody who is not named here")))
    if told.get("accepted_on"):
        rows.append(Row(_("Accepted by two moderators"), _day(told["accepted_on"])))
    rows += [
        Row(_("Consent on which it goes to you"), given),
        Row(_("Words of that consent (SHA-256)"), consent["text_sha256"], mono=True),
    ]
    return [Section(_("Where it comes from"), rows)]


def _day(told: str) -> str:
    return date_format(date.fromisoformat(told), "DATE_FORMAT")


def _testimony_sections(told: dict[str, Any]) -> list[Section]:
    return (
        [Section(_("What happened"), told=told["text"], language=told["language"])]
        if told["text"]
        else []
    )


def _claim_sections(told: dict[str, Any]) -> list[Section]:
    sections = [
        Section(
            str(Head(item["head"]).label),
            [
                Row(_("Amount"), f"{item['amount']} {item['currency']}".strip() or _("not named")),
                Row(_("How the amount was found"), str(Method(item["method"]).label)),
                *_wished(item),
            ],
            item["description"],
            told["language"],
        )
        for item in told["items"]
    ]
    if told["earlier_recognition"]:
        sections.append(
            Section(_("Earlier recognition"), (), told["earlier_recognition"], told["language"])
        )
    return sections + [_award(award) for award in told.get("awards", ())]


def _wished(item: dict[str, Any]) -> list[Row]:
    rows = []
    if item.get("money_of"):
        rows.append(Row(_("Whose money it is"), item["money_of"]))
    if item.get("measures"):
        words = ", ".join(str(Measure(each).label) for each in item["measures"])
        rows.append(Row(_("What would make it good"), words))
    return rows


def _award(award: dict[str, str]) -> Section:
    rows = [
        Row(_("What it was"), str(AwardKind(award["kind"]).label)),
        Row(_("By whom"), award["by"] or _("not said")),
        Row(_("When"), FuzzyDate(award["given"]).in_words()),
        Row(_("Amount"), f"{award['amount']} {award['currency']}".strip() or _("not named")),
    ]
    return Section(_("Given or refused before"), rows, award["paper"])


def _papers(evidence: list[dict[str, Any]]) -> list[Section]:
    if not evidence:
        return []
    rows = [Row(_kind(paper), _paper(paper)) for paper in evidence]
    return [Section(_("Papers and photographs"), rows)]


def _kind(paper: dict[str, Any]) -> str:
    """With the place of a page among those of its paper; records frozen earlier do not say it."""
    kind = str(EvidenceKind(paper["kind"]).label)
    return f"{kind} {paper['page']}/{paper['pages']}" if paper.get("pages", 1) > 1 else kind


def _paper(paper: dict[str, Any]) -> str:
    lines = [paper["caption"], paper["file"], paper["sha256"]]
    if paper.get("received_on"):
        lines.append(_("received on %(day)s") % {"day": _day(paper["received_on"])})
    if paper.get("original_sha256"):
        digest = {"digest": paper["original_sha256"]}
        lines.append(
            _("A clean copy; the original that we keep has the digest %(digest)s") % digest
        )
    return "\n".join(line for line in lines if line)
