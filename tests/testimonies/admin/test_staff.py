"""Who works here: the administrator makes accounts, and nobody sees a password."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts import password_link
from accounts.models import User
from accounts.roles import Role
from testimonies.care import actions as care
from testimonies.care.rules import OwnWay
from testimonies.models import Care, CustodyEvent, Letter, QueueEntry
from testimonies.models.testimony import Workflow
from testimonies.review.leaving import actions as leaving
from tests.builders_review import (
    PASSWORD,
    a_moderator,
    a_read_testimony,
    a_testimony_in_review,
    an_administrator,
    signed_in,
)

pytestmark = pytest.mark.django_db

STAFF = "/admin/accounts/user/"
NEW = "tuulekell-ja-saunaviht"


def administrator() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": an_administrator().email, "password": PASSWORD})
    return client


def change(client: Client, user: User, **answers: Any) -> Any:
    filled = {"email": user.email, "roles": user.roles, "is_active": "on"} | answers
    filled = {name: value for name, value in filled.items() if value is not None}
    return client.post(f"{STAFF}{user.pk}/change/", filled)


def test_a_new_member_of_staff_gets_a_link_and_chooses_a_password() -> None:
    form = {"email": "Laima@Example.org", "roles": [Role.SECOND_READER], "is_active": "on"}
    assert administrator().post(f"{STAFF}add/", form).status_code == 302

    user = User.objects.get(email="laima@example.org")
    assert user.roles == [Role.SECOND_READER]
    assert not user.has_usable_password()
    letter = Letter.objects.get(kind="staff_link")
    assert letter.contents["to"] == "laima@example.org"
    line = CustodyEvent.objects.get(event="staff.engaged")
    assert line.detail == {"roles": ["second_reader"], "is_active": True}

    found = re.search(r"/accounts/password/reset/key/\S+", letter.contents["address"])
    assert found
    client = Client()
    page = client.get(found[0], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    signing_in = {"login": "laima@example.org", "password": NEW}
    assert client.post("/accounts/login/", signing_in).headers["Location"] == "/admin/"


def test_roles_and_activity_are_changed_and_the_change_is_written_down() -> None:
    user = a_moderator()

    change(administrator(), user, roles=[Role.ASSESSOR], is_active=None)

    user.refresh_from_db()
    assert user.roles == [Role.ASSESSOR]
    assert not user.is_active
    line = CustodyEvent.objects.get(event="staff.changed")
    assert line.by == an_administrator()
    assert line.detail == {"roles": ["assessor"], "is_active": False}


def test_nobody_takes_the_last_key_from_themselves() -> None:
    admin = an_administrator()

    answer = change(administrator(), admin, roles=[Role.READER])

    assert "You cannot take your own role" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.roles == [Role.ADMINISTRATOR]


def test_nobody_gives_themselves_a_role() -> None:
    admin = an_administrator()

    answer = change(administrator(), admin, roles=[Role.ADMINISTRATOR, Role.MODERATOR])

    assert "Somebody else must give you another role." in answer.content.decode()
    admin.refresh_from_db()
    assert admin.roles == [Role.ADMINISTRATOR]


def test_the_list_answers_no_question_about_passwords() -> None:
    answer = administrator().get(STAFF, {"password__startswith": "md5"})

    assert answer.status_code == 400


def test_one_address_is_one_person() -> None:
    answer = administrator().post(f"{STAFF}add/", {"email": a_moderator().email.upper()})

    assert "Somebody here has this address already." in answer.content.decode()


def test_a_lost_telephone_is_forgotten() -> None:
    user = a_moderator()
    TOTP.activate(user, generate_totp_secret())

    administrator().post(f"{STAFF}{user.pk}/forget-second-factor/")

    assert not Authenticator.objects.filter(user=user).exists()
    assert CustodyEvent.objects.filter(event="staff.lost_second_factor").exists()


def test_whoever_found_the_telephone_is_signed_out_with_it() -> None:
    user = a_moderator()
    TOTP.activate(user, generate_totp_secret())
    found = signed_in(user)
    assert found.get("/admin/").status_code == 200

    administrator().post(f"{STAFF}{user.pk}/forget-second-factor/")

    assert "/accounts/login/" in found.get("/admin/", follow=True).redirect_chain[-1][0]
    assert signed_in(User.objects.get(pk=user.pk)).get("/admin/").status_code == 200


def test_somebody_is_signed_out_everywhere_and_signs_in_again() -> None:
    user = a_moderator()
    devices = [signed_in(user), signed_in(user)]

    administrator().post(f"{STAFF}{user.pk}/sign-out/")

    assert {each.get("/admin/").status_code for each in devices} == {302}
    assert CustodyEvent.objects.get(event="staff.signed_out").by == an_administrator()
    again = Client()
    again.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert again.get("/admin/").status_code == 200


def test_a_role_that_is_taken_away_is_gone_with_the_next_page() -> None:
    user, testimony = a_moderator(), a_testimony_in_review()
    open_desk = signed_in(user)
    place = f"/admin/testimonies/submission/{testimony.submission.reference}/"
    assert open_desk.get(place).status_code == 200

    change(administrator(), user, roles=[Role.RELEASE_OFFICER])

    assert open_desk.get(place).status_code == 404
    assert open_desk.post(f"{place}accept/").status_code == 404
    assert QueueEntry.objects.get().assignee is None
    testimony.refresh_from_db()
    assert (testimony.workflow, testimony.first_reader) == (Workflow.IN_REVIEW, None)


def test_whoever_leaves_gives_everything_back_and_comes_in_no_more() -> None:
    user, testimony = a_moderator(), a_testimony_in_review()
    accepted = a_read_testimony()
    TOTP.activate(user, generate_totp_secret())
    care.keep(OwnWay(languages=("lt",)), by=user)
    link = password_link.path_for(user)
    open_desk = signed_in(user)

    page = administrator().post(f"{STAFF}{user.pk}/leaves/", follow=True).content.decode()

    assert "what they had in hand is free" in page
    user.refresh_from_db()
    assert (user.roles, user.is_active, user.has_usable_password()) == ([], False, False)
    assert open_desk.get("/admin/").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Care.objects.exists()
    assert not QueueEntry.objects.filter(assignee=user).exists()
    testimony.refresh_from_db()
    accepted.refresh_from_db()
    assert (testimony.first_reader, accepted.first_reader) == (None, user)
    assert CustodyEvent.objects.get(event="staff.left").by == an_administrator()
    chosen = Client().get(link, follow=True).content.decode()
    assert "password1" not in chosen


def test_nobody_lets_themselves_go() -> None:
    admin = an_administrator()

    page = administrator().post(f"{STAFF}{admin.pk}/leaves/").content.decode()

    assert "Another administrator must let you go." in page
    admin.refresh_from_db()
    assert admin.is_active


def test_a_link_for_a_new_password_is_sent() -> None:
    administrator().post(f"{STAFF}{a_moderator().pk}/send-link/")

    assert Letter.objects.get().contents["to"] == a_moderator().email
    assert CustodyEvent.objects.filter(event="staff.sent_a_link").exists()


def test_who_is_not_the_administrator_sees_no_staff() -> None:
    client = signed_in(a_moderator())

    for address in (STAFF, f"{STAFF}add/", f"{STAFF}{a_moderator().pk}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{STAFF}{a_moderator().pk}/send-link/").status_code in {302, 403}
    assert not Letter.objects.exists()


@pytest.mark.parametrize("door", ["change/", "send-link/", "forget-second-factor/"])
def test_an_old_session_signs_in_again_before_anything_changes(door: str) -> None:
    user = a_moderator()
    client = administrator()
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in records
    ]
    session.save()

    answer = client.post(f"{STAFF}{user.pk}/{door}", {"email": user.email, "roles": ["reader"]})

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.get(pk=user.pk).roles == [Role.MODERATOR]


def test_there_is_no_way_to_remove_a_person() -> None:
    client = administrator()

    assert client.post(f"{STAFF}{a_moderator().pk}/delete/", {"post": "yes"}).status_code == 404
    assert User.objects.filter(pk=a_moderator().pk).exists()


def test_a_form_that_comes_back_after_a_second_login_goes_where_it_belongs() -> None:
    admin = signed_in(an_administrator())
    asked = admin.post(f"{STAFF}add/", {"email": ""})["Location"]

    back = admin.post(asked, {"password": PASSWORD, "next": f"{STAFF}add/"})

    assert f'action="{STAFF}add/"' in back.text


def test_what_a_colleague_has_changed_meanwhile_is_not_written_over() -> None:
    client, user = administrator(), a_moderator()
    page = client.get(f"{STAFF}{user.pk}/change/").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    leaving.dismiss(user, by=an_administrator())

    answer = change(client, user, roles=[Role.MODERATOR], seen=seen[1])

    assert "changed in the meantime" in answer.content.decode()
    left = User.objects.get(pk=user.pk)
    assert (left.roles, left.is_active) == ([], False)


def test_a_colleague_is_called_by_their_address_and_custody_knows_of_a_new_one() -> None:
    client, user = administrator(), a_moderator()
    page = client.get(f"{STAFF}{user.pk}/change/").content.decode()
    assert f"staff {user.pk}" not in page.partition("<main")[2]

    answer = change(client, user, email="new@example.org")

    shown = client.get(answer.headers["Location"]).content.decode()
    assert "It is written down." in shown
    assert f"staff {user.pk}" not in shown
    assert CustodyEvent.objects.get(event="staff.changed").detail["fields"] == ["email"]
