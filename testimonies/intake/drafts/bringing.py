"""Answers from elsewhere come into a draft: nothing that stands there is replaced. Pure.

Kept beside the pages: {"unplaced": {version: {page: {control: values}}}} what was asked by an
older questionnaire and is asked no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from testimonies.intake import instead
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Answers, Passage, Typed

UNPLACED = "unplaced"
#: The window of what comes from a file.
FILE = "file"
OWN = frozenset({instead.KEY, windows.WINDOWS, windows.BESIDE, UNPLACED})


@dataclass(frozen=True)
class Asks:
    """What is asked on one page: the controls of the page, or of each part of an entry."""

    parts: tuple[frozenset[str], ...]
    is_list: bool = False


def brought(answers: Answers, told: Answers, asks: Mapping[str, Asks], version: str) -> Answers:
    """The answers with those that come.

    `version` names the questionnaire of those; without one, what it no longer asks is left out.
    """
    left: dict[str, Any] = {}
    for page, typed in told.items():
        if page in OWN:
            continue
        if page not in asks:
            left[page] = typed
            continue
        for passage, words in _passages(page, typed, asks[page]):
            answers = _at(answers, passage, words)
        if unknown := _unknown(typed, asks[page]):
            left[page] = unknown
    answers = _said(answers, told, asks)
    return _with_unplaced(
        answers, told.get(UNPLACED, {}), {version: left} if version and left else {}
    )


def unplaced_pages(answers: Answers) -> dict[str, Any]:
    """What is asked no more, by page; of two versions the one that came last."""
    pages: dict[str, Any] = {}
    for version in answers.get(UNPLACED, {}).values():
        pages |= version
    return pages


def with_unplaced(told: dict[str, Any], answers: Answers) -> dict[str, Any]:
    """For what is handed in: what is asked no more stands beside what is asked."""
    for page, left in unplaced_pages(answers).items():
        known = told.get(page, {})
        told[page] = known | {
            name: {**each, **known.get(name, {})} if isinstance(each, dict) else each
            for name, each in left.items()
        }
    return told


def _passages(page: str, typed: Mapping[str, Any], asks: Asks) -> Iterator[tuple[Passage, Typed]]:
    if not asks.is_list:
        yield Passage(page), _known(typed, asks.parts[0])
        return
    for entry, words in typed.items():
        for part, controls in enumerate(asks.parts, start=1):
            yield Passage(page, entry, part, controls), _known(words, controls)


def _at(answers: Answers, passage: Passage, words: Typed) -> Answers:
    stands, comes = windows.digest(passage.typed_in(answers)), windows.digest(words)
    if stands == windows.NOTHING:
        return passage.with_typed(answers, words)
    if comes in {stands, windows.NOTHING}:
        return answers
    return windows.put_beside(answers, passage.key, FILE, words)


def _said(answers: Answers, told: Answers, asks: Mapping[str, Asks]) -> Answers:
    """ "I do not know" and the like, where nothing else is said now; and what waits beside."""
    for passage, said in told.get(instead.KEY, {}).items():
        if passage.partition("/")[0] in asks and not instead.given(answers, passage):
            answers = instead.with_answer(answers, passage, said)
    for passage, waiting in told.get(windows.BESIDE, {}).items():
        for window, typed in waiting.items():
            if passage.partition("/")[0] in asks and window not in windows.beside(
                answers, passage
            ):
                answers = windows.put_beside(answers, passage, window, typed)
    return answers


def _with_unplaced(answers: Answers, *versions: Mapping[str, Any]) -> Answers:
    kept = dict(answers.get(UNPLACED, {}))
    for each in versions:
        for version, pages in each.items():
            kept[version] = {**pages, **kept.get(version, {})}
    return {**answers, UNPLACED: kept} if kept else answers


def _known(typed: Mapping[str, Any], controls: frozenset[str]) -> Typed:
    return {name: values for name, values in typed.items() if name in controls}


def _unknown(typed: Mapping[str, Any], asks: Asks) -> dict[str, Any]:
    controls = frozenset().union(*asks.parts)
    if not asks.is_list:
        return _told(typed, controls)
    entries = {entry: _told(words, controls) for entry, words in typed.items()}
    return {entry: words for entry, words in entries.items() if words}


def _told(typed: Mapping[str, Any], controls: frozenset[str]) -> Typed:
    """Of what is not asked any more only what is not blank."""
    left = {name: values for name, values in typed.items() if name not in controls}
    return {name: values for name, values in left.items() if any(values)}
