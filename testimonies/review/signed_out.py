"""Whoever was signed out meanwhile is shown what they have typed, before they sign in again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
#: What somebody wrote by hand into a form, given the request and the parts of its address.
Typed = Callable[..., Iterable[str]]
#: Nobody types these: what the page counted, and which button it was.
OURS = ("csrfmiddlewaretoken", "do", "next")
#: What is chosen and what is counted: codes, keys and numbers; but no times, nor parts of one.
CODE = re.compile(r"(?!\d+[:.,]\d)[a-z0-9_.:+-]*")


def _typed(request: HttpRequest, **_place: Any) -> Iterator[str]:
    for name, values in request.POST.lists():
        if name in OURS or name.partition("-")[0] == "seen":
            continue
        for said in map(str, values):
            if not CODE.fullmatch(said):
                yield said


def words_back(view: Any, inner: View, *, typed: Typed = _typed) -> View:
    """`view` is the admin's own door.

    SECURITY: nothing is asked or kept here; a page is answered with the words that it brought.
    """
    guarded: View = view(inner)

    @csrf_exempt  # whoever is signed in is asked further in
    @wraps(guarded)
    def door(request: HttpRequest, *args: Any, **place: Any) -> HttpResponseBase:
        if request.method != "POST" or request.user.is_authenticated:
            return guarded(request, *args, **place)
        words = [said for said in typed(request, **place) if said.strip()]
        if not words:
            return guarded(request, *args, **place)
        page = "testimonies/transcribing/signed_out.html"
        return render(request, page, {"typed": words}, status=403)

    return door
