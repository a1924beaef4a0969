"""Settings that are more than a text. What is malformed comes out as what cannot be: the checks
name the setting, and say what it should be.
"""

import base64
from datetime import date
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

#: No day on which anything ends.
MALFORMED = date.min
NO_MAIL = "consolemail://"


def from_base64(text: str) -> bytes:
    """Nothing where it is malformed."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def data_keys(text: str) -> dict[str, bytes]:
    """``id:base64,id:base64`` → ordered keys; the first one encrypts, all of them decrypt."""
    pairs = (pair.partition(":") for pair in text.split(",") if pair)
    return {key_id.strip(): from_base64(key.strip()) for key_id, _sep, key in pairs}


def key_list(text: str) -> tuple[bytes, ...]:
    """``base64,base64`` → secret keys; all of them sign, the first is the newest."""
    return tuple(from_base64(each.strip()) for each in text.split(",") if each.strip())


def public_key_list(text: str) -> tuple[bytes, ...]:
    """``public:base64,…`` → keys. SECURITY: the word keeps secret ones from being published."""
    words = [each.strip() for each in text.split(",") if each.strip()]
    marked = (each.removeprefix("public:") if each.startswith("public:") else "" for each in words)
    return tuple(from_base64(each) for each in marked)


def number(text: str) -> int:
    """Digits; 0 where it is malformed."""
    return int(text) if text.isascii() and text.isdigit() else 0


def last_days(text: str) -> dict[str, date]:
    """``name=2028-12-31,name=…`` → the day of each; `MALFORMED` where it is none."""
    pairs = (pair.partition("=") for pair in text.split(",") if pair.strip())
    return {name.strip(): _day(day.strip()) for name, _sep, day in pairs}


def mail_server(text: str) -> dict[str, Any]:
    """``smtp+tls://user:password@host:587`` → Django's settings; none where it is malformed.

    SECURITY: the error would repeat what it took for a port, which may be half a password.
    """
    try:
        found: dict[str, Any] = environ.Env.email_url_config(text)
    except (ImproperlyConfigured, ValueError):
        found = environ.Env.email_url_config(NO_MAIL)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return MALFORMED
