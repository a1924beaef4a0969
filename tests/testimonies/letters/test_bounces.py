"""What comes back is known by the address it comes to, and only a real report changes anything."""

from __future__ import annotations

import io
import sys
from uuid import uuid4

import pytest
from django.core.management import call_command
from pytest_django import Settings

from testimonies.letters import actions as letters
from testimonies.letters import bounces, verp
from testimonies.models import Letter, LostMailbox
from testimonies.models.letter import State
from tests.builders_review import an_administrator
from tests.testimonies.letters.conftest import REFUSES_ADDRESS, TAKES, Office
from tests.testimonies.letters.processes import manage
from tests.testimonies.letters.reports import report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounces@atmintis.example"


def write(*, to: str = "ona@example.org") -> Letter:
    return letters.queue("sign_in", to=to, language="en", subject="Tere", text="Words.")


def news(*, to: str = "ona@example.org") -> Letter:
    words = {"subject": "News", "text": "Words.", "title": "Justice", "no_more_news": "/en/stop/"}
    return letters.queue("news", to=to, language="en", **words)


def a_sent_letter(office: Office) -> tuple[Letter, str]:
    """And the envelope address under which it left."""
    letter = write()
    letters.send_due()
    return letter, office.post.senders[-1]


def comes_back(raw: bytes, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("read_bounce", *arguments)


def test_every_letter_leaves_under_an_envelope_address_of_its_own(office: Office) -> None:
    one, other = write(), write()
    letters.send_due()

    assert office.post.senders == [
        verp.envelope_sender(one.uuid),
        verp.envelope_sender(other.uuid),
    ]
    assert all(len(sender.partition("@")[0]) <= 64 for sender in office.post.senders)
    assert office.post.mails[0]["From"] == "Atmintis <atmintis@example.org>"


def test_without_a_bounce_address_nothing_changes(office: Office, settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = ""
    write()
    letters.send_due()

    assert office.post.senders == ["atmintis@example.org"]


def test_a_letter_that_comes_back_is_marked_and_its_mailbox_gets_no_more_news(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sender = a_sent_letter(office)

    comes_back(report(sender), monkeypatch)

    letter.refresh_from_db()
    assert (letter.state, letter.bounce_status) == (State.BOUNCED, "5.1.1")
    assert letter.bounced_at is not None
    told, untold = news(to="Ona+list@example.org"), news(to="jonas@example.org")
    assert letters.send_bulk() == 1
    told.refresh_from_db()
    untold.refresh_from_db()
    assert (told.state, untold.state) == (State.NOT_SENT, State.SENT)


def test_who_is_waited_for_is_written_to_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _letter, sender = a_sent_letter(office)
    comes_back(report(sender), monkeypatch)

    write()

    assert letters.send_due() == 1


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7", "5.3.4"])
def test_a_full_mailbox_or_a_refused_text_is_no_lost_mailbox(
    office: Office, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    letter, sender = a_sent_letter(office)

    comes_back(report(sender, status=status), monkeypatch)

    letter.refresh_from_db()
    assert (letter.state, letter.bounce_status) == (State.BOUNCED, status)
    assert not LostMailbox.objects.exists()


def test_a_delay_is_no_failure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    letter, sender = a_sent_letter(office)

    comes_back(report(sender, status="4.4.1", action="delayed"), monkeypatch)

    letter.refresh_from_db()
    assert letter.state == State.SENT


def test_mail_servers_may_write_the_address_in_capitals(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sender = a_sent_letter(office)

    comes_back(report("elsewhere@atmintis.example"), monkeypatch, "--recipient", sender.upper())

    letter.refresh_from_db()
    assert letter.state == State.BOUNCED


def test_forged_and_foreign_messages_change_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter, sender = a_sent_letter(office)
    name, _plus, token = sender.partition("@")[0].partition("+")
    stranger = verp.envelope_sender(uuid4())
    foreign = [
        b"",
        b"\x00\xff" * 1000,
        b"Subject: Hello\n\nI am on holiday.",
        report(f"{name}+{'a' * 42}@atmintis.example"),
        report(f"{name}+{token[:-1]}@atmintis.example"),
        report(f"{name}+{token[:26]}{'a' * 16}@atmintis.example"),
        report("bounces@atmintis.example"),
        report(stranger),
        report(sender).replace(b"multipart/report", b"multipart/mixed"),
        report(sender).replace(b"message/delivery-status", b"text/plain"),
        report(sender).replace(b"Action: failed", b"Action: relayed"),
        report(sender)[:700],
    ]

    for raw in foreign:
        comes_back(raw, monkeypatch)

    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert not LostMailbox.objects.exists()
    assert set(capsys.readouterr().out.splitlines()) == {"Not about a letter of ours."}


def test_a_report_that_comes_twice_counts_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sender = a_sent_letter(office)
    comes_back(report(sender), monkeypatch)
    letter.refresh_from_db()
    first = letter.bounced_at

    comes_back(report(sender, status="5.2.2"), monkeypatch)

    letter.refresh_from_db()
    assert (letter.bounced_at, letter.bounce_status) == (first, "5.1.1")
    assert LostMailbox.objects.count() == 1


def test_a_letter_that_has_not_gone_cannot_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = write()

    comes_back(report(verp.envelope_sender(letter.uuid)), monkeypatch)

    letter.refresh_from_db()
    assert letter.state == State.QUEUED


def test_a_person_sends_it_again_and_trusts_the_mailbox(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sender = a_sent_letter(office)
    comes_back(report(sender), monkeypatch)

    letters.send_again(letter.pk, by=an_administrator())

    assert letters.send_due() == 1
    assert not bounces.is_lost("ona@example.org")


def test_an_address_refused_at_the_door_is_lost_too(office: Office) -> None:
    office.post.manner = REFUSES_ADDRESS
    write()
    letters.send_due()
    office.post.manner = TAKES

    assert bounces.is_lost("ona@example.org")


def test_news_say_how_to_get_no_more_of_them(office: Office, settings: Settings) -> None:
    news()
    write()
    letters.send_bulk()
    letters.send_due()

    [of_news, of_sign_in] = office.post.mails
    assert of_news["List-Unsubscribe"] == f"<{settings.SITE_URL}/en/stop/>"
    assert of_news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{settings.SITE_URL}/en/stop/" in of_news.as_string()
    assert of_sign_in["List-Unsubscribe"] is None


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_pipes_it_to_the_command(office: Office) -> None:
    letter, sender = a_sent_letter(office)

    piped = manage("read_bounce", raw=report(sender))
    away = manage("read_bounce", raw=report(sender), DATABASE_URL="postgres://127.0.0.1:1/none")

    letter.refresh_from_db()
    assert (piped.returncode, letter.state) == (0, State.BOUNCED)
    assert away.returncode == 75  # come again
    assert b"ona@example.org" not in piped.stdout + piped.stderr + away.stdout + away.stderr
