"""The same on paper: PDF/A with the machine's form attached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import rfc8785
from django.conf import settings
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.custody import sentences
from testimonies.models.earlier_wording import HowItWent
from testimonies.models.recording import Version
from testimonies.recordings import rules
from testimonies.recordings.webvtt import MORE
from testimonies.review import history
from testimonies.review.court import records
from testimonies.review.court.queries import Chained
from testimonies.templatetags.components import language_name
from testimonies.typesetting import compose

SHOWN = 16  # letters of a hash; the whole of it stands in the attached file


def pdf(told: dict[str, Any], lines: Sequence[Chained], *, at: datetime) -> bytes:
    """In the language of whoever asks."""
    references = ", ".join(each["reference"] for each in told["handed_in"])
    words = {
        "title": _("History of the case %(references)s") % {"references": references},
        "language": get_language() or "en",
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "attachment": _("The same in a form for machines"),
        "opening": [
            _(
                "Every act and every look at this case is written into a log in which nothing can"
                " be altered unnoticed: each line holds the digest of the line before it. Below"
                " are its lines about this case, made on %(moment)s."
            )
            % {"moment": _moment(at)},
            _(
                "Attached to this file is history.json, which holds each digest in full and says"
                " how to recompute it."
            ),
            _(
                "Of what anybody has told, only what was written down of recordings stands here,"
                " with each wording that a line had before. What stood for less than a minute,"
                " while somebody wrote, is in the attached file alone."
            )
            if told["said"] or told["indexes"]
            else _("Nothing that anybody has told stands here."),
        ],
        "receipts-heading": _("What was handed in"),
        "receipts": [
            {
                "label": f"{each['reference']}, {_moment(datetime.fromisoformat(each['at']))}",
                "words": each["receipt"]["digest"],
                "mono": True,
            }
            for each in told["handed_in"]
        ],
        "lines-heading": _("Who did what, and who looked"),
        "columns": [_("No."), _("When"), _("What happened"), _("Who"), _("Digest")],
        "lines": [_line(each) for each in lines],
        "head-label": _("The newest digest of the whole log"),
        "head": told["chain"]["head"],
        "said-heading": _("What is said in recordings, with earlier wordings"),
        "said": [*map(_version, told["said"]), *map(_index, told["indexes"])],
    }
    return compose("history", words, at=at, attached=rfc8785.dumps(told))


def _version(said: dict[str, Any]) -> dict[str, Any]:
    version = f"{Version(said['version']).label}, {language_name(said['language'])}"
    return {
        "heading": f"{capfirst(version)} ({said['paper']})",
        "language": said["language"],
        "rows": _rows(said["lines"], said["earlier"], key="line", moment="start"),
    }


def _index(index: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": f"{_('Index of a recording')} ({index['paper']})",
        "language": index["language"],
        "rows": _rows(index["points"], index["earlier"], key="point", moment="at"),
    }


def _rows(
    there: Sequence[dict[str, Any]], earlier: Sequence[dict[str, Any]], *, key: str, moment: str
) -> list[dict[str, Any]]:
    """Each as it stands, and below it what it said before, the newest first."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in there:
        found[each[key]].append(_wording(each, _("stands there now")))
    starts = {each[key]: each[moment] for each in there}
    for each in earlier:
        if not each["while_writing"]:
            found[each[key]].append(_wording(each, _replaced(each)))
            starts.setdefault(each[key], each[moment])
    order = sorted(found, key=lambda one: (starts[one], one))
    return [row for one in order for row in found[one]]


def _wording(each: dict[str, Any], what: str) -> dict[str, Any]:
    since = _moment(datetime.fromisoformat(each["since"])) if each["since"] else ""
    whose = ", ".join(filter(None, (each["written_by"], since)))
    label, words = _title(each) if "title" in each else _spoken(each)
    return {"label": label, "words": "\n".join(filter(None, (words, whose, what))), "mono": False}


def _spoken(line: dict[str, Any]) -> tuple[str, str]:
    speaker = f"{line['speaker']}: " if line["speaker"] else ""
    span = f"{rules.clock(line['start'])} – {rules.clock(line['end'])}"
    return span, f"{speaker}{line['text']}"


def _title(point: dict[str, Any]) -> tuple[str, str]:
    words = (point["title"], *(point.get(key, "") for key in MORE))
    return rules.clock(point["at"]), "\n".join(filter(None, words))


def _replaced(each: dict[str, Any]) -> str:
    until = _moment(datetime.fromisoformat(each["until"]))
    return f"{HowItWent(each['how']).label}: {each['replaced_by']}, {until}"


def _line(chained: Chained) -> list[str]:
    event = chained.event
    detail = history.detail_of(event)
    said = str(sentences.of(event.event))
    return [
        str(event.position),
        _moment(event.at),
        f"{said} ({detail})" if detail else said,
        records.who(event),
        bytes(event.hash or b"").hex()[:SHOWN],
    ]


def _moment(at: datetime) -> str:
    """To the second and with its zone, in digits: a court compares it with other papers."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S} ({localtime(at):%z})"
