"""One page in two windows: what an older window still shows never replaces what is newer. Pure.

A page says which window it is, what it had seen when it was shown, and its how manyth word this
is. Kept beside the pages, as `instead` is:
{"windows": {passage: [window, turn]}} who wrote there last, and
{"beside": {passage: {window: typed}}} what another window wrote there, until somebody removes it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.intake.drafts.passages import Answers, Passage, Typed

WINDOWS, BESIDE = "windows", "beside"
#: More windows than anybody has open.
MOST_BESIDE = 8
WINDOW = re.compile(r"[0-9a-f]{8}")
TURN = re.compile(r"[0-9]{1,6}")
NOTHING = ""


@dataclass(frozen=True)
class Sent:
    """What a page that is sent says of itself."""

    window: str
    seen: str
    turn: int = 0
    #: By the script while somebody types, and not by a button.
    is_by_itself: bool = False


def new() -> str:
    return secrets.token_hex(4)


def read(sent: Mapping[str, str]) -> Sent | None:
    """None for a page that says nothing of itself: it writes as pages always did."""
    window, turn = sent.get("window", ""), sent.get("turn", "")
    if not WINDOW.fullmatch(window):
        return None
    number = int(turn) if TURN.fullmatch(turn) else 0
    return Sent(window, sent.get("seen", ""), number, "autosave" in sent)


def digest(typed: Typed) -> str:
    """By which a window says what it has seen. What is blank does not count."""
    told = {name: values for name, values in sorted(typed.items()) if any(values)}
    if not told:
        return NOTHING
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def of_text(body: str) -> str:
    """The same for what is no page of a draft, but one text."""
    return digest({"body": [body]})


def settled(answers: Answers, passage: Passage, typed: Typed, sent: Sent) -> dict[str, Any] | None:
    """None where the page may be written; otherwise the answers to keep instead."""
    writer, turn = answers.get(WINDOWS, {}).get(passage.key, ("", 0))
    if writer == sent.window:
        is_late = sent.is_by_itself and sent.turn <= turn  # overtaken by a word of its own
        return dict(answers) if is_late else None
    now, wanted = digest(passage.typed_in(answers)), digest(typed)
    if now in {sent.seen, wanted}:
        return None
    if wanted in {sent.seen, NOTHING}:
        return dict(answers)  # nothing was typed in this window
    return put_beside(answers, passage.key, sent.window, typed)


def signed(answers: Answers, passage: Passage, sent: Sent | None) -> dict[str, Any]:
    """The answers, with whose word is the last at this passage."""
    last = dict(answers.get(WINDOWS, {}))
    last.pop(passage.key, None)
    if sent is not None:
        last[passage.key] = [sent.window, sent.turn]
    return {**answers, WINDOWS: last}


def put_beside(answers: Answers, passage: str, window: str, typed: Typed) -> dict[str, Any]:
    others = {**beside(answers, passage), window: typed}
    if len(others) > MOST_BESIDE:
        raise Refusal(_("This page is open in too many windows. Close some of them first."))
    return _with_beside(answers, passage, others)


def beside(answers: Answers, passage: str) -> dict[str, Typed]:
    """What other windows wrote at this passage, by window."""
    return dict(answers.get(BESIDE, {}).get(passage, {}))


def is_beside(answers: Answers, passage: str, sent: Sent | None) -> bool:
    """Whether what this window wrote waits beside the page."""
    return sent is not None and sent.window in beside(answers, passage)


def pages_beside(answers: Answers, window: str = "") -> list[str]:
    """The pages that were written in two windows, or by this one too, once each."""
    waiting = answers.get(BESIDE, {}).items()
    passages = [passage for passage, others in waiting if not window or window in others]
    return list(dict.fromkeys(passage.partition("/")[0] for passage in passages))


def entries_beside(answers: Answers, page: str) -> set[str]:
    """The entries of a page that were written in two windows, by their keys."""
    keys = (passage.split("/") for passage in answers.get(BESIDE, {}))
    return {key[1] for key in keys if key[0] == page and len(key) > 1}


def exchanged(answers: Answers, passage: Passage, window: str) -> dict[str, Any]:
    """What waited beside the page stands on it, and what stood on it waits beside it."""
    waiting = beside(answers, passage.key)
    if window not in waiting:
        return dict(answers)
    stood = passage.typed_in(answers)
    taken = passage.with_typed(answers, waiting[window])
    if digest(stood) == NOTHING:
        return dropped(taken, passage.key, window)
    return _with_beside(taken, passage.key, {**waiting, window: stood})


def dropped(answers: Answers, passage: str, window: str) -> dict[str, Any]:
    others = {each: typed for each, typed in beside(answers, passage).items() if each != window}
    return _with_beside(answers, passage, others)


def without(answers: Answers, page: str, entry: str) -> dict[str, Any]:
    """As if nobody had ever written this entry."""
    kept = dict(answers)
    for name in (WINDOWS, BESIDE):
        passages = answers.get(name, {})
        inside = f"{page}/{entry}/"
        kept[name] = {key: each for key, each in passages.items() if not key.startswith(inside)}
    return kept


def _with_beside(answers: Answers, passage: str, waiting: dict[str, Typed]) -> dict[str, Any]:
    others = {key: each for key, each in answers.get(BESIDE, {}).items() if key != passage}
    return {**answers, BESIDE: {**others, passage: waiting} if waiting else others}
