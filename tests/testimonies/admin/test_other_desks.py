"""Institutions, custody, letters and reference data at the desk."""

from __future__ import annotations

from typing import Any

import pyrage
import pytest
from django.test import Client

from testimonies.custody import log as custody
from testimonies.history import actions as history
from testimonies.institutions import actions as institutions
from testimonies.letters import actions as letters
from testimonies.models import CustodyEvent, Institution, Letter, TargetProfile
from testimonies.models.letter import State
from tests.builders_review import PASSWORD, a_moderator, an_administrator, signed_in

pytestmark = pytest.mark.django_db

INSTITUTIONS = "/admin/testimonies/institution/"
KEY = str(pyrage.x25519.Identity.generate().to_public())


def administrator() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": an_administrator().email, "password": PASSWORD})
    return client


def an_institution() -> Institution:
    institutions.load_reference()
    return Institution.objects.get(code="riigikogu")


def change(institution: Institution, **answers: Any) -> Any:
    filled = {"postal_address": "", "email": "", "encryption_key": "", "max_attachment_mb": ""}
    return administrator().post(f"{INSTITUTIONS}{institution.pk}/change/", filled | answers)


def test_an_address_is_written_down_checked_and_recorded() -> None:
    institution = an_institution()

    change(institution, email="post@riigikogu.example", encryption_key=KEY, is_checked="on")

    institution.refresh_from_db()
    assert institution.email == "post@riigikogu.example"
    assert institution.encryption_key == KEY
    assert institution.contact_verified_at is not None
    line = CustodyEvent.objects.get(event="institution.changed")
    assert line.detail["code"] == "riigikogu"
    assert set(line.detail["fields"]) == {"email", "encryption_key", "is_checked"}


def test_a_changed_address_has_not_been_checked() -> None:
    institution = an_institution()
    change(institution, email="post@riigikogu.example", is_checked="on")

    change(institution, email="other@riigikogu.example")

    institution.refresh_from_db()
    assert institution.contact_verified_at is None


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"encryption_key": "age1nonsense"}, "not a public key of age"),
        ({"encryption_key": "AGE-SECRET-KEY-1"}, "not a public key of age"),
        ({"is_checked": "on"}, "neither an address nor an e-mail"),
        ({"email": "no address"}, "valid email"),
    ],
)
def test_what_cannot_be_is_refused(answers: dict[str, str], sentence: str) -> None:
    institution = an_institution()

    answer = change(institution, **answers)

    assert sentence in answer.content.decode()
    assert not CustodyEvent.objects.filter(event="institution.changed").exists()


def test_of_a_target_profile_staff_decide_only_some_things() -> None:
    an_institution()
    profile = TargetProfile.objects.get(code="riigikogu-letter")
    place = f"/admin/testimonies/targetprofile/{profile.pk}/change/"
    form = {"channel": "drop", "retention_days": "30", "receipt_rule": "acknowledgement"}
    form |= {"schedule": "weekly"}

    administrator().post(place, form | {"threshold": "1", "code": "other"})

    changed = TargetProfile.objects.get(pk=profile.pk)
    assert changed.retention_days == 30
    assert (changed.code, changed.threshold) == (profile.code, profile.threshold)


def test_institutions_are_the_administrators() -> None:
    institution = an_institution()
    client = signed_in(a_moderator())

    assert client.get(INSTITUTIONS).status_code == 403
    assert client.get(f"{INSTITUTIONS}{institution.pk}/change/").status_code == 403


def test_the_custody_log_is_read_and_filtered_and_nothing_else() -> None:
    custody.record("testimony.accepted", a_moderator(), by=a_moderator())
    custody.record("bundle.sealed", a_moderator())
    client = signed_in(an_administrator())
    log = "/admin/testimonies/custodyevent/"

    every, some = client.get(log).text, client.get(f"{log}?about=bundle").text

    assert "testimony.accepted" in every
    assert "rasa@example.org" in every
    assert "bundle.sealed" in some
    assert "testimony.accepted" not in some
    line = CustodyEvent.objects.first()
    assert line is not None
    for address in (f"{log}{line.pk}/change/", f"{log}add/", f"{log}{line.pk}/delete/"):
        assert client.get(address).status_code == 404


def test_a_letter_is_shown_without_a_word_of_it_and_sent_again() -> None:
    letter = letters.queue(
        "sign_in", to="ona@example.org", language="lt", subject="Secret", text="Secret"
    )
    Letter.objects.update(state=State.MAYBE_SENT, problem="sender died")
    client = signed_in(an_administrator())
    place = f"/admin/testimonies/letter/{letter.uuid}/"

    page = client.get(place).text
    assert "sender died" in page
    assert "it may arrive twice" in page
    assert "Secret" not in page
    assert "ona@example.org" not in page + client.get("/admin/testimonies/letter/").text

    assert client.post(f"{place}send-again/").status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.QUEUED
    assert "waits for its turn" in client.post(f"{place}send-again/").text


@pytest.mark.parametrize(
    ("desk", "slug", "told"),
    [
        ("operation", "june-deportation", "14 June 1941"),
        ("legalinstrument", "", ""),
        ("legalbasis", "", ""),
    ],
)
def test_reference_data_is_shown(desk: str, slug: str, told: str) -> None:
    history.load_reference()
    client = signed_in(an_administrator())

    listed = client.get(f"/admin/testimonies/{desk}/")
    assert listed.status_code == 200
    if slug:
        assert told in client.get(f"/admin/testimonies/{desk}/{slug}/").text
