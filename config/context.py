"""What every page knows."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

LANGUAGE_PREFIX = re.compile(rf"^/({'|'.join(code for code, _name in settings.LANGUAGES)})/")
NAMES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def page(request: HttpRequest) -> dict[str, Any]:
    """The same address in every language, and how to reach a person."""
    return {
        "alternates": _alternates(request.get_full_path()),
        "site_url": settings.SITE_URL,
        "help_phone": settings.HELP_PHONE,
        "help_hours": settings.HELP_HOURS,
        "help_email": settings.HELP_EMAIL,
        "is_local": settings.LOCAL,
    }


def _alternates(path: str) -> list[tuple[str, str, str]]:
    """(language, absolute address, the language's own name); none for a page without language."""
    if not LANGUAGE_PREFIX.match(path):
        return []
    rest = LANGUAGE_PREFIX.sub("/", path, count=1)
    return [(code, f"{settings.SITE_URL}/{code}{rest}", name) for code, name in NAMES]
