"""A petition is written at the desk: nothing typed is lost, and nobody writes over the unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from petitions.models import Petition
from petitions.models.petition import State
from testimonies.institutions import actions as institutions
from testimonies.models.switch import Part
from tests.builders_review import a_moderator, an_administrator, another_moderator, signed_in
from tests.builders_signing import a_drafted_petition, a_frozen_petition
from tests.builders_switches import turn_off
from tests.petitions.admin.test_petitions import door, press

pytestmark = pytest.mark.django_db
NEW = "/admin/petitions/petition/add/"


def typed(**answers: str) -> dict[str, str]:
    told = {
        "slug": "a-new-petition",
        "closes_on": "2999-12-31",
        "initiative_url": "",
        "title-lt": "Teisingumas",
        "summary-lt": "Trumpai",
        "body-lt": "Pirma pastraipa\r\n\r\n## Antraštė\r\n\r\n- vienas\r\n- du",
        "target-seimas": "seimas-petition",
        "target-gov-lt": "gov-lt-letter",
    }
    return told | {name.replace("__", "-"): value for name, value in answers.items()}


def moderator() -> Client:
    institutions.load_reference()
    return signed_in(a_moderator())


def form_of(client: Client, petition: Petition) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    form = client.get(door(petition, "edit")).context["form"]
    told = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in told.items()}


def test_it_is_written_by_one_and_frozen_by_another() -> None:
    client = moderator()

    assert client.post(NEW, typed()).status_code == 302

    petition = Petition.objects.get(slug="a-new-petition")
    text = petition.texts.get()
    assert (petition.state, petition.edited_by) == (State.DRAFT, a_moderator())
    assert (text.language, text.body) == (
        "lt",
        "Pirma pastraipa\n\n## Antraštė\n\n- vienas\n- du",
    )
    assert str(petition.closes_on) == "2999-12-31"
    assert set(petition.targets.values_list("profile__code", flat=True)) == {
        "seimas-petition",
        "gov-lt-letter",
    }
    press(client, petition, "submit-for-review")
    assert press(signed_in(another_moderator()), petition, "freeze", version="1") == 302


def test_the_form_shows_what_each_institution_asks_and_how_sure_we_are() -> None:
    page = " ".join(moderator().get(NEW).text.split())

    assert "Collective address" in page
    assert "25,000 within 90 days" in page
    assert "16 years or older" in page
    assert "Partly read, partly from memory" in page
    assert "XIV-1766" in page
    assert page.count('type="radio"') == 13 + 13 + 7


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"slug": ""}, "Address of its page"),
        ({"slug": "Not An Address"}, "Only small letters"),
        ({"slug": "add"}, "choose a longer address"),
        ({"closes_on": "2020-01-01"}, "This day is over"),
        ({"closes_on": "soon"}, "valid date"),
        ({"initiative_url": "https://example.org/"}, "signed at the Commission"),
        ({"title__lt": "x" * 201}, "longer than 200"),
        ({"body__lt": "x" * 20_001}, "longer than 20000"),
        ({"body__lt": "turned \u202e round"}, "cannot be printed"),
        ({"target__seimas": "gov-lt-letter"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    answers: dict[str, str], sentence: str
) -> None:
    client = moderator()

    answer = client.post(NEW, typed(**{"summary__uk": "Коротко"} | answers))

    assert answer.status_code == 422
    assert sentence in answer.text
    for words in ("Trumpai", "Коротко", "Antraštė"):
        assert words in answer.text or "body__lt" in answers
    assert not Petition.objects.exists()


def test_an_address_that_is_taken_loses_nothing() -> None:
    client = moderator()
    a_drafted_petition("a-new-petition")

    answer = client.post(NEW, typed())

    assert "already a petition at this address" in answer.text
    assert "Trumpai" in answer.text


def test_a_draft_is_edited_and_what_is_not_touched_stays() -> None:
    petition = a_drafted_petition()
    client = signed_in(a_moderator())
    before = {text.language: text.body for text in petition.texts.all()}

    told = form_of(client, petition) | {"title-en": "Shorter", "slug": "shorter"}
    assert client.post(door(petition, "edit"), told).status_code == 302

    edited = Petition.objects.get(pk=petition.pk)
    assert (edited.slug, edited.version, edited.edited_by) == ("shorter", 2, a_moderator())
    assert edited.texts.get(language="en").title == "Shorter"
    assert {text.language: text.body for text in edited.texts.all()} == before


def test_of_two_tabs_the_second_sees_what_the_first_saved() -> None:
    petition = a_drafted_petition()
    first, second = signed_in(a_moderator()), signed_in(an_administrator())
    theirs = form_of(first, petition) | {"title-en": "Saved by the first"}
    ours = form_of(second, petition) | {"title-en": "Typed by the second"}
    first.post(door(petition, "edit"), theirs)

    answer = second.post(door(petition, "edit"), ours)

    assert answer.status_code == 422
    assert "Somebody else has saved this draft" in answer.text
    assert "Saved by the first" in answer.text
    assert "Typed by the second" in answer.text
    assert petition.texts.get(language="en").title == "Saved by the first"
    again = {name: answer.context["form"][name].value() for name in ours}
    second.post(door(petition, "edit"), {key: value or "" for key, value in again.items()})
    assert petition.texts.get(language="en").title == "Typed by the second"


def test_what_was_handed_in_meanwhile_is_not_changed() -> None:
    petition = a_drafted_petition()
    client = signed_in(a_moderator())
    told = form_of(client, petition) | {"title-en": "Too late"}
    press(signed_in(an_administrator()), petition, "submit-for-review")

    answer = client.post(door(petition, "edit"), told)

    assert "handed it in meanwhile" in answer.text
    assert "Too late" in answer.text
    assert petition.texts.get(language="en").title != "Too late"


def test_a_frozen_petition_has_no_way_to_be_edited() -> None:
    petition = a_frozen_petition()

    assert "/edit/" not in signed_in(a_moderator()).get(door(petition)).text


@pytest.mark.parametrize("language", ["en", "lt", "uk"])
def test_staff_see_it_as_everybody_will(language: str) -> None:
    petition = a_drafted_petition()
    client = signed_in(a_moderator())

    answer = client.get(door(petition, f"preview/{language}"))

    text = petition.texts.get(language=language)
    assert f'<html lang="{language}">' in answer.text
    assert f'<h1 lang="{language}">{text.title}</h1>' in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "/sign/" not in answer.text
    with translation.override(language):
        assert str(petition.targets.first().profile.institution.name) in answer.text  # type: ignore[union-attr]


def test_there_is_no_preview_of_nothing() -> None:
    client = moderator()
    empty = typed(title__lt="", summary__lt="", body__lt="", target__seimas="", target__gov__lt="")
    client.post(NEW, empty | {"target-gov-lt": ""})
    petition = Petition.objects.get(slug="a-new-petition")

    assert client.get(door(petition, "preview/lt")).status_code == 404
    assert client.get(door(petition, "preview/xx")).status_code == 404
    assert client.get(door(petition)).status_code == 200
    assert "needs a text" in client.post(door(petition, "submit-for-review")).text


def test_while_new_petitions_are_off_nothing_is_drafted_or_lost() -> None:
    client = moderator()
    turn_off(Part.NEW_PETITIONS)

    answer = client.post(NEW, typed())

    assert "no new petitions" in answer.text
    assert "Trumpai" in answer.text
    assert not Petition.objects.exists()
