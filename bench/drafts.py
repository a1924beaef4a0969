"""A question page, opened and kept while somebody types, as requests to both applications.

Both find a session and a draft in which two other pages are told already, show a page with one
long text in it, and write that text into the draft. The minimal one does the least that deserves
the name, in one statement to read and one to write. It knows one question, one language and one
window, encrypts nothing, and has no layout, no way back and nobody who hands in meanwhile: all of
that is ours, and has to fit into twice its cost.
"""

from __future__ import annotations

import json
from itertools import cycle
from typing import Any

from django.db import connection

from accounts.sessions import SessionStore
from bench.load import Request, addresses
from testimonies.intake import holding, questions
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows

CSRF = "a" * 32
#: So many people write at the same time, each into a draft of their own.
WRITERS = 32
STORY = (
    "They came at four in the morning. Mother took the clock from the wall and a sack of flour."
    " We travelled for three weeks in a cattle wagon. I was seven.\n\n"
) * 12
#: What they have told before.
TOLD = {page: {page: [STORY]} for page in ("before", "after")}
_writers = addresses()


class OurDrafts:
    def __init__(self) -> None:
        self.turn = 0
        self.writers = cycle([_writer() for _person in range(WRITERS)])

    def read(self, many: int) -> list[Request]:
        return [self._request("GET") for _page in range(many)]

    def keep(self, many: int) -> list[Request]:
        return [self._request("POST") for _word in range(many)]

    def _request(self, method: str) -> Request:
        self.turn += 1
        path, cookie, window = next(self.writers)
        form = {
            "csrfmiddlewaretoken": CSRF,
            "story": f"{STORY}{self.turn}",
            "window": window,
            "seen": "",
            "turn": str(self.turn),
            "autosave": "1",
        }
        return Request(method, path, form, next(_writers), cookie)


def _writer() -> tuple[str, str, str]:
    """Address, cookie and browser window of somebody who has begun."""
    draft = drafts.start(questions.TESTIMONY, language="en").draft
    for page, typed in TOLD.items():
        drafts.save_page(draft.pk, page, typed)
    session = SessionStore()
    session.update({holding.IN_SESSION: [draft.case.handle], "_csrftoken": CSRF})
    session.create()
    path = f"/en/testimonies/new/{draft.handle}/story/"
    return path, f"sessionid={session.session_key}", windows.new()


class MinimalDrafts:
    def __init__(self) -> None:
        self.turn = 0
        with connection.cursor() as cursor:
            for writer in range(WRITERS):
                told: list[Any] = [str(writer), json.dumps(TOLD)]
                cursor.execute("INSERT INTO minimal_draft VALUES (%s, %s)", told)
                session: list[Any] = [f"session{writer}", str(writer)]
                cursor.execute(
                    "INSERT INTO minimal_session VALUES (%s, %s, now() + '1 day')", session
                )

    def read(self, many: int) -> list[Request]:
        return [self._request("GET") for _page in range(many)]

    def keep(self, many: int) -> list[Request]:
        return [self._request("POST") for _word in range(many)]

    def _request(self, method: str) -> Request:
        self.turn += 1
        writer = self.turn % WRITERS
        form = {"csrfmiddlewaretoken": CSRF, "story": f"{STORY}{self.turn}"}
        cookie = f"csrftoken={CSRF}; sessionid=session{writer}"
        return Request(method, f"/draft/{writer}/", form, cookie=cookie)
