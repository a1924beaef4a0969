"""The address in every letter with news, by which its reader gets no more of them."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import translation

from testimonies.privacy import tokens

#: What the token is good for, and for nothing else: mail programs show it to others.
NO_MORE = "no-more-news"


def no_more_news(signature: UUID, language: str) -> str:
    """The path of a page with one button."""
    with translation.override(language):
        return reverse("petitions:no-more-news", args=[tokens.make(NO_MORE, signature)])
