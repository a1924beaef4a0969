"""A page is made once for everybody, and what differs is put into it for each (decision 0151).

Most of a page is the same for all who read it in one language. Making that anew costs most of what
a page costs, so it is made once in a process, with slots for the words of one person.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

#: Where the words of that name will stand. Nobody's words are in a frame, so none can be a slot.
SLOT = "\ue000{}\ue001"
SLOTS = re.compile("\ue000([a-z_]+)\ue001")
MOST = 500

#: What pages say that is set for the whole house.
HOUSE = ("SITE_URL", "HELP_PHONE", "HELP_HOURS", "HELP_EMAIL", "LOCAL")

#: The text between the slots, and every second one the name of a slot.
Frame = list[str]
_frames: dict[Hashable, Frame] = {}


class Nobody(HttpRequest):
    """Who a frame is made for. SECURITY: nothing of the person who is asking is at hand."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = f"/{language}/{SLOT.format('place')}"

    def get_full_path(self, force_append_slash: bool = False) -> str:
        return self.path


def is_for(request: HttpRequest) -> bool:
    """Not for a page that says something else to this person, or lies outside our languages."""
    return request.path.startswith(f"/{get_language()}/") and not len(get_messages(request))


def filled(
    template: str, request: HttpRequest, words: Mapping[str, Any], fixed: Mapping[str, Hashable]
) -> str:
    """The page. The template sees of `words` only whether there are any; `fixed` it sees whole."""
    language = get_language() or ""
    said = {name: each for name, each in words.items() if each}
    house = (getattr(settings, name) for name in HOUSE)
    key = (template, language, *house, *said, *fixed.items())
    frame = _frames.get(key)
    if frame is None:
        frame = _kept(key, _made(template, language, said, fixed))
    here = request.get_full_path().removeprefix(f"/{language}/")
    put = said | {"csrf_token": get_token(request), "place": here}
    parts = list(frame)
    parts[1::2] = [conditional_escape(put[name]) for name in frame[1::2]]
    return "".join(parts)


def _made(
    template: str, language: str, said: Mapping[str, Any], fixed: Mapping[str, Hashable]
) -> Frame:
    slots = {name: SLOT.format(name) for name in (*said, "csrf_token")}
    return SLOTS.split(render_to_string(template, slots | dict(fixed), Nobody(language)))


def _kept(key: Hashable, frame: Frame) -> Frame:
    if len(_frames) >= MOST:
        _frames.clear()
    _frames[key] = frame
    return frame
