"""A stolen table of sessions opens nobody's browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts import actions as accounts
from accounts import sessions
from accounts.sessions import SessionStore, stored_key


@pytest.mark.django_db
def test_the_key_in_the_cookie_is_not_in_the_database() -> None:
    session = SessionStore()
    session["cases"] = ["c-1"]
    session.save()

    key = session.session_key or ""
    row = Session.objects.get()
    assert row.session_key != key
    assert SessionStore(key)["cases"] == ["c-1"]
    assert SessionStore(row.session_key).load() == {}


@pytest.mark.django_db
def test_a_new_key_takes_the_place_of_the_old_one() -> None:
    session = SessionStore()
    session["cases"] = ["c-1"]
    session.save()
    before = session.session_key or ""

    session.cycle_key()

    assert SessionStore(session.session_key)["cases"] == ["c-1"]
    assert SessionStore(before).load() == {}
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_a_session_that_was_flushed_is_gone() -> None:
    session = SessionStore()
    session["cases"] = ["c-1"]
    session.save()

    session.flush()

    assert not Session.objects.exists()


@pytest.mark.django_db
def test_sessions_that_nobody_comes_back_to_are_forgotten() -> None:
    kept, old = SessionStore(), SessionStore()
    for session in (kept, old):
        session["cases"] = ["c-1"]
        session.save()
    gone = now() - timedelta(seconds=1)
    Session.objects.exclude(session_key=stored_key(kept.session_key or "")).update(
        expire_date=gone
    )

    accounts.forget_old_sessions()

    assert Session.objects.count() == 1
    assert SessionStore(kept.session_key)["cases"] == ["c-1"]


@pytest.mark.django_db
def test_what_lies_beside_a_session_ends_by_itself() -> None:
    session = SessionStore()
    key = sessions.put_beside(session, "sealed", seconds=900)
    session.save()
    assert sessions.beside(session, key) == "sealed"
    assert sessions.beside(SessionStore(), key) == ""

    row = Session.objects.filter(session_key=stored_key(key))
    assert now() < row.get().expire_date <= now() + timedelta(seconds=900)
    row.update(expire_date=now() - timedelta(seconds=1))

    assert sessions.beside(session, key) == ""
    accounts.forget_old_sessions()
    assert not row.exists()
    assert SessionStore(session.session_key).exists(session.session_key or "")


@pytest.mark.django_db
def test_what_lies_beside_a_session_ends_with_it() -> None:
    session = SessionStore()
    sessions.put_beside(session, "sealed", seconds=900)
    session.save()

    session.flush()

    assert not Session.objects.exists()
