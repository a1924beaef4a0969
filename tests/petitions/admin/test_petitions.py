"""The desk of petitions: from draft to close, by buttons of the administrator."""

from __future__ import annotations

import pytest

from petitions.models import Petition
from petitions.models.petition import State
from tests.builders_review import a_moderator, an_administrator, signed_in
from tests.builders_signing import a_drafted_petition

pytestmark = pytest.mark.django_db


def door(petition: Petition, button: str = "") -> str:
    return f"/admin/petitions/petition/{petition.slug}/" + (f"{button}/" if button else "")


def test_a_petition_goes_from_draft_to_close() -> None:
    petition = a_drafted_petition()
    client = signed_in(an_administrator())

    for button, state in (
        ("submit-for-review", State.IN_REVIEW),
        ("freeze", State.FROZEN),
        ("open", State.OPEN),
        ("close", State.CLOSED),
    ):
        assert f"/{button}/" in client.get(door(petition)).content.decode()
        assert client.post(door(petition, button)).status_code == 302
        assert Petition.objects.get(pk=petition.pk).state == state


def test_its_words_and_targets_are_there_to_read() -> None:
    petition = a_drafted_petition()

    page = signed_in(an_administrator()).get(door(petition)).content.decode()

    for text in petition.texts.all():
        assert text.title.split()[0] in page
    assert "Lithuania" in page
    assert petition.slug in signed_in(a_moderator()).get("/admin/petitions/petition/").text


def test_no_step_is_left_out() -> None:
    petition = a_drafted_petition()

    answer = signed_in(an_administrator()).post(door(petition, "open"))

    assert "cannot become" in answer.content.decode()
    assert Petition.objects.get(pk=petition.pk).state == State.DRAFT


def test_a_moderator_reads_and_changes_nothing() -> None:
    petition = a_drafted_petition()
    client = signed_in(a_moderator())

    assert "/submit-for-review/" not in client.get(door(petition)).content.decode()
    assert client.post(door(petition, "submit-for-review")).status_code == 403
