"""What holds for typing in, without looking at the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from testimonies.models.case import Preference, Submitter, Voice

#: ``[?]`` is a word that cannot be read, ``[Kretinga?]`` one that is not certain.
MARK = re.compile(r"\[[^\[\]\n]{0,80}\?\]")
#: Whoever asked not to be written to, or said that it is not safe, gets no letter by post.
NEVER_POSTED = frozenset({Preference.NONE, Preference.RELATIVE})


def count_marks(answers: Any) -> int:
    """How many places of what was typed in are marked as unreadable or uncertain."""
    return sum(len(MARK.findall(words)) for words in _all_words(answers))


def said_by_form(voice: Voice | None) -> dict[str, dict[str, list[str]]]:
    """What the choice of a printed form has answered already."""
    match voice:
        case Voice.SELF:
            return {"teller": {"about": ["self"]}}
        case Voice.ORGANISATION:
            return {"teller": {"about": ["member"]}}
        case Voice.DEAD:
            return {"alive": {"alive": ["no"]}}
        case _:
            return {}


def posted_to(submitter: Submitter | None) -> list[str]:
    """Name and address for the window of an envelope; empty where nothing may be posted."""
    if submitter is None or not submitter.safe_to_contact:
        return []
    if submitter.preference in NEVER_POSTED:
        return []
    contact: Mapping[str, str] = submitter.contact
    address = contact.get("address", "")
    return [line for line in (contact.get("name", ""), *address.split("\n")) if line.strip()]


def _all_words(answers: Any) -> Iterator[str]:
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, Mapping):
        for each in answers.values():
            yield from _all_words(each)
    elif isinstance(answers, list):
        for each in answers:
            yield from _all_words(each)
