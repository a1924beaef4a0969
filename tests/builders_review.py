"""The staff of the tests, and what they do at their desks."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from testimonies.models import Submission, Testimony
from testimonies.review import actions as review
from testimonies.review import reading
from testimonies.review.reading import CaseRead
from tests.builders_intake import a_submitted_testimony
from tests.restored import restored

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


def a_reviewer() -> User:
    """Of petitions: nobody who wrote one."""
    return staff(Role.MODERATOR, email="reviewer@example.org")


def an_administrator() -> User:
    return staff(Role.ADMINISTRATOR, email="admin@example.org")


def a_release_officer() -> User:
    return staff(Role.RELEASE_OFFICER, email="release@example.org")


def another_release_officer() -> User:
    return staff(Role.RELEASE_OFFICER, email="second.release@example.org")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_of_the_app(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now; `steps` half minutes later or earlier."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def read_at_the_desk(submission: Submission) -> CaseRead:
    """All that the screen of a moderator shows of it."""
    found = reading.submission_of(submission.reference, a_moderator())
    return reading.read(found, a_moderator())


@restored
def a_testimony_in_review(**pages: Any) -> Testimony:
    """Handed in and taken up by the first moderator."""
    submission = a_submitted_testimony(**pages)
    return review.take_up(submission.testimony.pk, by=a_moderator())


@restored
def a_read_testimony(**pages: Any) -> Testimony:
    """Accepted by the first reader, waiting for the second."""
    testimony = a_testimony_in_review(**pages)
    return review.accept(testimony.pk, by=a_moderator())


@restored
def an_accepted_testimony(**pages: Any) -> Testimony:
    """Accepted by two people."""
    testimony = a_read_testimony(**pages)
    return review.second_accept(testimony.pk, by=another_moderator())


@restored
def a_published_testimony(**pages: Any) -> Testimony:
    """Accepted by two people and put into the archive."""
    testimony = an_accepted_testimony(**pages)
    return review.publish(testimony.pk, by=a_moderator())
