"""A forgotten password, by a letter in the outbox; and secrets that a stolen database hides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from testimonies.models import Letter
from tests.builders_review import PASSWORD, a_moderator

pytestmark = pytest.mark.django_db

NEW = "tuulekell-ja-saunaviht"


def ask_for_a_new_password(email: str) -> None:
    answer = Client().post("/accounts/password/reset/", {"email": email})
    assert answer.status_code == 302


def test_a_forgotten_password_is_set_anew_by_a_letter() -> None:
    user = a_moderator()
    ask_for_a_new_password(user.email)

    letter = Letter.objects.get()
    link = re.search(r"/accounts/password/reset/key/\S+", letter.contents["text"])
    assert link
    assert letter.contents["to"] == user.email
    client = Client()
    form = client.get(link[0], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get(link[0]).status_code == 200  # the link is spent: a page, and no form
    assert "password1" not in client.get(link[0]).content.decode()


def test_nobody_learns_who_works_here() -> None:
    ask_for_a_new_password("stranger@example.org")

    assert all("/key/" not in letter.contents["text"] for letter in Letter.objects.all())


def test_who_guesses_behind_a_proxy_locks_nobody_else_out(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    user = a_moderator()
    for number in range(60):
        sign_in(f"guess{number}@example.org", "wrong", by_way_of="198.51.100.66")

    assert sign_in(user.email, PASSWORD, by_way_of="198.51.100.66").status_code == 429
    assert sign_in(user.email, PASSWORD, by_way_of="203.0.113.5").status_code == 302


def sign_in(email: str, password: str, *, by_way_of: str) -> Any:
    return Client(REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": by_way_of}).post(
        "/accounts/login/", {"login": email, "password": password}
    )


def test_the_secret_of_an_app_cannot_be_read_in_the_database() -> None:
    secret = generate_totp_secret()

    TOTP.activate(a_moderator(), secret)

    assert secret not in str(Authenticator.objects.values_list("data", flat=True).get())


def test_nobody_signs_up() -> None:
    page = Client().get("/accounts/signup/")

    assert "password1" not in page.content.decode()
