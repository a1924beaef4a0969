"""Files of subtitles (WebVTT, https://www.w3.org/TR/webvtt1/), read and written.

Pure. What the standard lets a reader skip is skipped; where words could be lost, nothing is read,
and the line is named.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from testimonies.recordings import rules

ARROW = "-->"
STAMP = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
TIMING = re.compile(r"(\S+?)[ \t]*-->[ \t]*(\S+)(?:[ \t]+.*)?")
#: Blocks without words that anybody says.
QUIET = re.compile(r"(NOTE|STYLE|REGION)(?:[ \t].*)?")
#: What only says how words look, and who speaks. Anything else in angle brackets was said.
TAG = re.compile(r"<(/?)(v|c|i|b|u|ruby|rt|lang)(?:\.[^\s>]*)?(?:[ \t\n]+([^>]*))?>|<[0-9:.]+>")
VOICE = "v"


class Unreadable(ValueError):
    """Says in which line, and what is wrong there."""


@dataclass(frozen=True)
class Cue:
    """Times in milliseconds."""

    start: int
    end: int
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class _Block:
    #: Of its first line in the file, from 1.
    line: int
    lines: tuple[str, ...]


def read(content: str) -> list[Cue]:
    """In the order of their times. Raises `Unreadable`."""
    return [_said(start, end, payload) for start, end, payload in _cues(content)]


def write(cues: Iterable[Cue]) -> str:
    return _file(_spoken(cue) for cue in cues)


def _spoken(cue: Cue) -> tuple[int, int, str]:
    # Two hyphens and the end of the mark would be an arrow, and that stands for a time.
    speaker = _escaped(cue.speaker).replace("--", "&#45;&#45;")
    return cue.start, cue.end, (f"<v {speaker}>" if speaker else "") + _escaped(cue.text)


@dataclass(frozen=True)
class Chapter:
    at: int
    title: str
    more: dict[str, str]


def write_chapters(chapters: Iterable[tuple[Chapter, int]]) -> str:
    """For a ``<track kind="chapters">``: each with its end, and nothing but its title."""
    return _file((each.at, end, _escaped(each.title)) for each, end in chapters)


def write_index(chapters: Iterable[tuple[Chapter, int]]) -> str:
    """For programs (``kind="metadata"``): each with everything, as JSON."""
    return _file(
        (each.at, end, _json({"title": each.title, **each.more})) for each, end in chapters
    )


def read_chapters(content: str) -> list[Chapter]:
    """Either of the two. Raises `Unreadable`."""
    return [_chapter(start, payload) for start, _end, payload in _cues(content)]


def stamp(at: int) -> str:
    seconds, rest = divmod(at, rules.SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _file(cues: Iterable[tuple[int, int, str]]) -> str:
    blocks = [f"{stamp(start)} {ARROW} {stamp(end)}\n{words}\n" for start, end, words in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _escaped(words: str) -> str:
    """`>` too, so that no arrow of somebody's words is taken for a time."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _json(told: dict[str, str]) -> str:
    """Without the three letters that are read as something else in subtitles."""
    text = json.dumps(told, ensure_ascii=False)
    for letter in "&<>":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _cues(content: str) -> Iterator[tuple[int, int, str]]:
    found = sorted((_cue(block) for block in _blocks(content)), key=lambda cue: cue[:2])
    yield from found


def _blocks(content: str) -> Iterator[_Block]:
    """Those with a time. The first one is the head of the file."""
    lines = re.split(r"\r\n|\r|\n", content.removeprefix("\ufeff"))
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise Unreadable(_("Line 1: a file of subtitles begins with WEBVTT."))
    head, *blocks = _parted(lines)
    _must_have_no_time(head)
    for block in blocks:
        if QUIET.fullmatch(block.lines[0]) and ARROW not in block.lines[0]:
            _must_have_no_time(block)
        else:
            yield block


def _must_have_no_time(block: _Block, after: int = 0) -> None:
    """Where an empty line is missing, words would be lost."""
    for number, line in enumerate(block.lines[after:], block.line + after):
        if ARROW in line:
            raise Unreadable(_at(number, _("an empty line is missing before this time.")))


def _parted(lines: list[str]) -> Iterator[_Block]:
    begun: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            begun.append(line)
        elif begun:
            yield _Block(number - len(begun), tuple(begun))
            begun = []


def _cue(block: _Block) -> tuple[int, int, str]:
    place = 0 if ARROW in block.lines[0] else 1
    number = block.line + place
    if place == len(block.lines) or ARROW not in block.lines[place]:
        raise Unreadable(_at(block.line, _("a time is missing, such as 00:01.000 --> 00:04.000.")))
    timing = TIMING.fullmatch(block.lines[place].strip())
    ends = [_moment(timing[side]) if timing else None for side in (1, 2)]
    start, end = ends
    if start is None or end is None:
        raise Unreadable(_at(number, _("the times must look like 00:01.000 --> 00:04.000.")))
    if start >= end:
        raise Unreadable(_at(number, _("it ends before it begins.")))
    _must_have_no_time(block, after=place + 1)
    return start, end, "\n".join(block.lines[place + 1 :])


def _at(line: int, what: str) -> str:
    return _("Line %(line)s: %(what)s") % {"line": line, "what": what}


def _moment(told: str) -> int | None:
    found = STAMP.fullmatch(told)
    if found is None:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
    at = hours * rules.HOUR + minutes * rules.MINUTE + seconds * rules.SECOND + rest
    return at if at <= rules.LONGEST else None


def _said(start: int, end: int, payload: str) -> Cue:
    """Of one voice; where several speak at once, their names stand before their words."""
    turns = list(_turns(payload))
    speakers = {speaker for speaker, _words in turns}
    if len(speakers) == 1:
        words = rules.plain("".join(words for _speaker, words in turns))
        return Cue(start, end, words, speakers.pop())
    told = (f"{speaker}: {words.strip()}" if speaker else words for speaker, words in turns)
    return Cue(start, end, rules.plain("\n".join(told)))


def _turns(payload: str) -> Iterator[tuple[str, str]]:
    """Who speaks, and the words, without anything that is only how they look."""
    speaker, words, last = "", "", 0
    has_said = False
    for tag in TAG.finditer(payload):
        words += _unescaped(payload[last : tag.start()])
        last = tag.end()
        if tag[2] != VOICE:
            continue
        if words.strip():
            yield speaker, words
            has_said = True
        words = ""
        speaker = "" if tag[1] else rules.plain_name(_unescaped(tag[3] or ""))
        if not tag[1]:
            has_said = False
    words += _unescaped(payload[last:])
    if words.strip() or not has_said:
        yield speaker, words


def _unescaped(text: str) -> str:
    return html.unescape(text)


def _chapter(at: int, payload: str) -> Chapter:
    told: Any = None
    if payload.lstrip().startswith("{"):
        try:
            told = json.loads(payload)
        except ValueError:
            told = None
    if isinstance(told, dict) and isinstance(told.get("title"), str):
        more = {key: rules.plain(str(told[key])) for key in MORE if told.get(key)}
        return Chapter(at, rules.plain_name(told["title"]), more)
    said = _said(at, at + 1, payload)
    return Chapter(at, rules.plain_name(said.text), {})


#: What an index point says beside its title.
MORE = ("keywords", "place", "period")
