"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info


def page(request: HttpRequest) -> dict[str, Any]:
    """The same address in every language, and how to reach a person."""
    path = request.get_full_path()
    return {
        "alternates": [
            (
                code,
                settings.SITE_URL + translate_url(path, code),
                get_language_info(code)["name_local"],
            )
            for code, _name in settings.LANGUAGES
        ],
        "site_url": settings.SITE_URL,
        "help_phone": settings.HELP_PHONE,
        "help_hours": settings.HELP_HOURS,
        "help_email": settings.HELP_EMAIL,
        "is_local": settings.LOCAL,
    }
