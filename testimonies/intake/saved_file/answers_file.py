"""The answers of a draft as a file on somebody's own device.

JSON that a person can read in any text program. A keyed hash over its canonical form (RFC 8785)
shows that it came from here and that nobody changed it. What was told under seal is in it too,
encrypted, so that only this site can open it, and always of some length, so that the file does
not show whether there is anything.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import rfc8785
from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.intake import instead
from testimonies.intake.drafts import windows
from testimonies.privacy import vault

FORMAT = "atmintis-answers 1"
FAMILY = FORMAT.partition(" ")[0]
PLACE = "file.under_seal"
PURPOSE = "answers-file"
#: A draft of the greatest length in three bytes a letter, and what is around it.
MOST_BYTES = 16 * 1024 * 1024
#: What is under seal is filled up to a multiple of it.
ROOM = 16 * 1024


class Unreadable(Refusal):
    """Not a file of ours, or no longer the file that we made."""


@dataclass(frozen=True)
class Saved:
    """What a file holds. `answers` are those of a draft, without what concerns its windows."""

    id: UUID
    kind: str
    draft: str
    questionnaire: str
    page: str
    answers: Mapping[str, Any]
    #: What was told under seal; None where it can no longer be opened.
    sealed: Mapping[str, Any] | None


def write(saved: Saved, *, at: datetime, readme: str) -> bytes:
    body: dict[str, Any] = {
        "read_me": readme,
        "format": FORMAT,
        "saved_at": at.isoformat(timespec="seconds"),
        "id": str(saved.id),
        "kind": saved.kind,
        "draft": saved.draft,
        "questionnaire": saved.questionnaire,
        "page": saved.page,
        "answers": saved.answers,
        "under_seal": _closed(dict(saved.sealed or {}), saved.id),
    }
    body["seal"] = _seal_of(body)
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def read(raw: bytes) -> Saved:
    """Raises `Unreadable` with a sentence for whoever chose the file."""
    body = _body(raw)
    if body.get("format") != FORMAT:
        raise Unreadable(_("This file was saved by another version of this site. Please call us."))
    told = {name: value for name, value in body.items() if name != "seal"}
    try:
        is_ours = hmac.compare_digest(str(body.get("seal")).encode(), _seal_of(told).encode())
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        is_ours = False
    if not is_ours:
        raise Unreadable(
            _(
                "This file has been changed since it was saved, or was saved on another site. We"
                " do not take it in. You can open it with a text program, and copy your words."
            )
        )
    identity = UUID(body["id"])
    return Saved(
        id=identity,
        kind=body["kind"],
        draft=body["draft"],
        questionnaire=body["questionnaire"],
        page=body["page"],
        answers=body["answers"],
        sealed=_opened(body["under_seal"], identity),
    )


def new_id() -> UUID:
    return uuid4()


def apart(
    answers: Mapping[str, Any], sealed_pages: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers that anybody may read who has the file, and those under seal."""
    told = {name: each for name, each in answers.items() if name != windows.WINDOWS}
    by_place = {instead.KEY, windows.BESIDE}
    opened: dict[str, Any] = {}
    closed: dict[str, Any] = {}
    for name, each in told.items():
        if name not in by_place:
            (closed if name in sealed_pages else opened)[name] = each
            continue
        for place, said in each.items():
            side = closed if place.partition("/")[0] in sealed_pages else opened
            side.setdefault(name, {})[place] = said
    return opened, closed


def _body(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not str(body.get("format")).startswith(FAMILY):
        raise Unreadable(
            _(
                "This is no file that this site has saved. Its name begins with"
                " “atmintis-answers” and ends with “.json”."
            )
        )
    return body


def _seal_of(body: Mapping[str, Any]) -> str:
    return vault.keyed(PURPOSE, rfc8785.dumps(body)).hex()


def _closed(sealed: dict[str, Any], identity: UUID) -> str:
    length = len(json.dumps(sealed, ensure_ascii=False, separators=(",", ":")).encode())
    filled = {"answers": sealed, "room": " " * (-length % ROOM)}
    return base64.b64encode(vault.seal(filled, place=PLACE, row=identity)).decode()


def _opened(text: str, identity: UUID) -> Mapping[str, Any] | None:
    """None where its key is no longer there, years after the file was saved."""
    try:
        filled = vault.open_sealed(base64.b64decode(text), place=PLACE, row=identity)
    except (binascii.Error, InvalidTag, vault.UnknownKey):
        return None
    sealed: Mapping[str, Any] = filled["answers"]
    return sealed
