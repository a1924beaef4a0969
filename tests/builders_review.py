"""The staff of the tests, and what they do at their desks."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from accounts.roles import Role

PASSWORD = "sõna-mis-ei-ole-sõnastikus"


def staff(*roles: Role, email: str = "") -> User:
    name = email or f"{'-'.join(roles) or 'nobody'}@example.org"
    known = User.objects.filter(email=name).first()
    return known or User.objects.create_user(name, PASSWORD, roles=list(roles))


def a_moderator() -> User:
    return staff(Role.MODERATOR, email="rasa@example.org")


def another_moderator() -> User:
    return staff(Role.MODERATOR, email="marek@example.org")


def a_second_reader() -> User:
    return staff(Role.SECOND_READER, email="laima@example.org")


def an_assessor() -> User:
    return staff(Role.ASSESSOR, email="janis@example.org")


def an_administrator() -> User:
    return staff(Role.ADMINISTRATOR, email="admin@example.org")


def a_release_officer() -> User:
    return staff(Role.RELEASE_OFFICER, email="release@example.org")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_of_the_app(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now; `steps` half minutes later or earlier."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))
