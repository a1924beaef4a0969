"""The least that a petition in Django can be: the limit beside which our own figures stand.

One page from a snapshot, one form with its CSRF token, one statement for a signature and its
mail, one for the confirmation. No languages, no encryption, no limits, no consent.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from environ import Env

SIGN = """
WITH signed AS (
    INSERT INTO minimal_signature (token, petition_id, name, email, country)
    VALUES (%s, 1, %s, %s, %s) ON CONFLICT (petition_id, email) DO NOTHING RETURNING id)
INSERT INTO minimal_mail (recipient, body) SELECT %s, %s FROM signed
"""
CONFIRM = """
UPDATE minimal_signature SET confirmed_at = now()
WHERE token = %s AND confirmed_at IS NULL
"""
HELD = """
SELECT answers->>'story' FROM minimal_draft JOIN minimal_session USING (handle)
WHERE handle = %s AND key = %s AND expires_at > now()
"""
KEEP = """
UPDATE minimal_draft
SET visited_at = now(), answers = answers || jsonb_build_object('story', %s::text)
WHERE handle = %s
"""
COUNTRIES = frozenset("EE LV LT PL UA DE FI SE GB US CA AU IE NO FR".split())  # noqa: SIM905
FRESH = 2.0
_kept: tuple[float, dict[str, Any]] = (0.0, {})

DATABASE = Env().db("DATABASE_URL") | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}

settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY", "minimal"),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
        }
    ],
    DATABASES={"default": DATABASE},
    USE_TZ=True,
)
django.setup()


class SignForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField()
    country = forms.CharField(max_length=2)

    def clean_country(self) -> str:
        if self.cleaned_data["country"] not in COUNTRIES:
            raise forms.ValidationError("Unknown country.")
        return str(self.cleaned_data["country"])


class StoryForm(forms.Form):
    story = forms.CharField(widget=forms.Textarea)


def snapshot() -> dict[str, Any]:
    global _kept  # noqa: PLW0603
    if monotonic() - _kept[0] > FRESH:
        with connection.cursor() as cursor:
            cursor.execute("SELECT title, body, total FROM minimal_petition WHERE id = 1")
            title, body, total = cursor.fetchone()
        paragraphs = body.split("\n\n")
        _kept = (monotonic(), {"title": title, "paragraphs": paragraphs, "total": total})
    return _kept[1]


def petition(request: HttpRequest) -> HttpResponse:
    return render(request, "petition.html", snapshot())


def sign(request: HttpRequest) -> HttpResponse:
    form = SignForm(request.POST or None)
    if not form.is_valid():
        return render(request, "sign.html", {"form": form})
    token, told = uuid.uuid4(), form.cleaned_data
    mail = f"Please confirm: http://127.0.0.1/confirm/{token}/"
    row = [token, told["name"], told["email"], told["country"], told["email"], mail]
    with connection.cursor() as cursor:
        cursor.execute(SIGN, row)
    return redirect("/done/")


def confirm(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(CONFIRM, [token])
        if not cursor.rowcount:
            raise Http404
    return redirect("/done/")


def draft(request: HttpRequest, handle: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [handle, request.COOKIES.get("sessionid")])
        held = cursor.fetchone()
    if held is None:
        raise Http404
    form = StoryForm(request.POST or None, initial={"story": held[0]})
    if not form.is_valid():
        return render(request, "draft.html", {"form": form})
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [form.cleaned_data["story"], handle])
    return HttpResponse("kept", content_type="text/plain")


urlpatterns = [
    path("petition/", petition),
    path("sign/", sign),
    path("draft/<str:handle>/", draft),
    path("confirm/<uuid:token>/", confirm),
]
application = get_wsgi_application()
