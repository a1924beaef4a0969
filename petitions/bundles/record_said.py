"""What is said in the recordings of a record: as files of subtitles, and on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions.bundles.documents import Row, Section
from testimonies.errors import Refusal
from testimonies.models.recording import Version
from testimonies.recordings import records as recordings
from testimonies.recordings import rules
from testimonies.recordings.webvtt import MORE
from testimonies.templatetags.components import language_name


def files(told: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Each version and each index as WebVTT, by its name; the same bytes as at the freeze."""
    for paper in told["evidence"]:
        said = paper.get("said")
        for name, content in recordings.files_of(said).items():
            written = content.encode()
            if hashlib.sha256(written).hexdigest() not in _digests(said):
                raise Refusal(_("A file is not the one that was frozen: %s.") % name)
            yield name, written


def _digests(said: dict[str, Any]) -> set[str]:
    return {said["index_sha256"], *(each["sha256"] for each in said["versions"])}


def sections(told: dict[str, Any]) -> Iterator[Section]:
    """A version each, with its lines and the moments at which they begin."""
    for paper in told["evidence"]:
        said = paper.get("said", {})
        for version in said.get("versions", ()):
            yield _version(version, paper)
        if said.get("index"):
            points = [_point(each) for each in said["index"]]
            rows = [
                Row(_("File"), said["index_file"]),
                Row("SHA-256", said["index_sha256"], mono=True),
            ]
            heading = _("What is told when in a recording")
            yield Section(heading, rows, "\n\n".join(points), said["language"])


def _version(version: dict[str, Any], paper: dict[str, Any]) -> Section:
    heading = _("What is said in a recording: %(version)s, %(language)s") % {
        "version": Version(version["version"]).label,
        "language": language_name(version["language"]),
    }
    rows = [
        Row(_("Recording"), paper["file"]),
        Row(_("File"), version["file"]),
        Row("SHA-256", version["sha256"], mono=True),
        Row(_("Who has heard it"), _heard(version)),
    ]
    if kept_back := version["lines_kept_back"]:
        said = ngettext(
            "%(count)s line, since a part of its time is covered",
            "%(count)s lines, since a part of their time is covered",
            kept_back,
        )
        rows.append(Row(_("Not here"), said % {"count": kept_back}))
    lines = "\n\n".join(_line(each) for each in version["lines"])
    return Section(heading, rows, lines, version["language"])


def _heard(version: dict[str, Any]) -> str:
    if version["agreed_by_two"]:
        return _("two people, who agreed to every word")
    return _("whoever wrote it down; nobody had to agree to it")


def _line(line: dict[str, Any]) -> str:
    speaker = f"{line['speaker']}: " if line["speaker"] else ""
    return f"{rules.in_minutes(line['start'])} {speaker}{line['text']}"


def _point(point: dict[str, Any]) -> str:
    more = " · ".join(str(point[key]) for key in MORE if point.get(key))
    return "\n".join(filter(None, (f"{rules.in_minutes(point['at'])} {point['title']}", more)))
