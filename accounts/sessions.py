"""Sessions in the database whose keys are not: a stolen table opens nobody's browser.

The row carries a keyed hash of the key that lies in the cookie. What must not lie there as long as
a session may last is put beside it, into a row that ends by itself after some minutes, with the
session, or when it is taken away.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from accounts import driver

LENGTH = 40  # of the column
#: Every page that somebody has begun asks this.
LOAD = """
SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s
"""
#: Keys of the short-lived rows of a session; they end with it.
BESIDE = "beside"
#: Longer than an answer is on its way.
UNDERWAY = timedelta(minutes=1)


def stored_key(session_key: str) -> str:
    """What the database keeps of the key in the cookie."""
    message = b"session:" + session_key.encode()
    return hmac.digest(settings.INDEX_KEY, message, "sha256").hex()[:LENGTH]


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        asked = {"key": stored_key(self.session_key or ""), "now": timezone.now()}
        found = driver.ask(LOAD, asked).fetchone()
        if found is None:
            self._session_key = None
            return {}
        told: dict[str, Any] = self.decode(found[0])
        return told

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        instance: AbstractBaseSession = super().create_model_instance(data)
        instance.session_key = stored_key(instance.session_key)
        return instance

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def flush(self) -> None:
        """Signing out ends what was put beside the session too."""
        for key in list(self.get(BESIDE, [])):
            self.delete(key)
        super().flush()


def change_key(session: SessionBase) -> None:
    """What this browser is told from now on lies behind another key.

    What it has sent before our answer was there, such as a second press, or what another page
    keeps while somebody types, still finds the session as it was. SECURITY: whoever knows the old
    key reads nothing of what is told from now on, and whoever has signed in is not left behind it.
    """
    old = session.session_key
    if old is None or SESSION_KEY in session:
        session.cycle_key()
        return
    session.create()  # with all that it says
    rows = SessionStore.get_model_class().objects.filter(session_key=stored_key(old))
    rows.update(expire_date=timezone.now() + UNDERWAY)


def put_beside(session: SessionBase, kept: str, *, seconds: int) -> str:
    """Keep a text no longer than that; returns the key by which this session finds it."""
    row = SessionStore()
    row["kept"] = kept
    row.set_expiry(seconds)
    row.create()
    key = row.session_key or ""
    session[BESIDE] = [*session.get(BESIDE, []), key]
    return key


def beside(session: SessionBase, key: str) -> str:
    """What was put there; empty once its time is over, and for any other session."""
    if key not in session.get(BESIDE, []):
        return ""
    return str(SessionStore(key).get("kept", ""))


def take_away(session: SessionBase, key: str) -> None:
    SessionStore().delete(key)
    session[BESIDE] = [each for each in session.get(BESIDE, []) if each != key]
