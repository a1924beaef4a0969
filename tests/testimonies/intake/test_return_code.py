"""The return code: it opens one case, and lies nowhere."""

from __future__ import annotations

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from testimonies import limits
from testimonies.intake import return_code
from testimonies.models import Case, Draft
from tests.builders_intake import a_filled_draft, a_submitted_testimony
from tests.testimonies.intake.walking import Walker, hand_in


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", " ", "-", "\u2013", "\u00a0", "."]))
def test_spaces_and_dashes_do_not_matter(number: int, between: str) -> None:
    code = return_code.new()
    digits = code.replace(" ", "")

    typed = between.join(digits[start : start + 4] for start in range(0, 16, 4))

    assert return_code.read(f" {typed} ") == digits
    assert return_code.key(code) == return_code.key(digits)


@given(st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, change: int) -> None:
    digits = return_code.new().replace(" ", "")
    wrong = str((int(digits[place]) + change) % 10)

    assert return_code.read(digits[:place] + wrong + digits[place + 1 :]) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = return_code.read(typed)

    assert code is None or re.fullmatch(r"[0-9]{16}", code)


@pytest.mark.django_db
def test_another_browser_goes_on_where_the_first_one_stopped() -> None:
    first = Walker()
    code = first.begin()
    first.press(first.step("story"), story="Half of the story", pause="1")

    second = Walker().open("/en/return/").press(code=code.replace(" ", "-"))

    assert second.here.endswith("/story/")
    assert "Half of the story" in second.page


@pytest.mark.django_db
def test_after_handing_in_the_code_opens_the_case() -> None:
    code = hand_in(Walker())

    walker = Walker().open("/en/return/").press(code=code)

    assert walker.sees("What happens next:")
    assert walker.sees("Nobody has read it yet.")


@pytest.mark.django_db
def test_an_unknown_and_an_expired_code_get_the_same_page() -> None:
    expired = a_filled_draft()
    Draft.objects.update(sealed_at="2026-01-01T00:00Z")

    pages = [
        _page_after(Walker().open("/en/return/").press(code=code))
        for code in (expired.code, return_code.new())
    ]

    assert pages[0] == pages[1]
    assert "We know no case with this code." in pages[0]


@pytest.mark.django_db
def test_in_a_reading_room_everybody_comes_back_with_the_right_code() -> None:
    code = hand_in(Walker())

    for _person in range(limits.RETURN_CODE.times + 1):
        assert Walker().open("/en/return/").press(code=code).sees("Nobody has read it yet.")


@pytest.mark.django_db
def test_a_new_code_ends_the_old_one() -> None:
    walker = Walker()
    old = walker.begin()
    case = Case.objects.get()

    walker.press(f"/en/case/{case.handle}/code/")

    found = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", walker.page)
    assert found
    assert found[0] != old
    assert not Walker().open("/en/return/").press(code=old).here.endswith("/teller/")
    assert Walker().open("/en/return/").press(code=found[0]).here.endswith("/teller/")


@pytest.mark.django_db
def test_another_device_shows_no_code_any_more_that_was_replaced() -> None:
    walker = Walker()
    old = walker.begin()
    other = Walker().open("/en/return/").press(code=old)
    code_page = f"/en/case/{Case.objects.get().handle}/code/"

    walker.press(code_page)

    assert old not in other.open(code_page).page
    assert old not in other.open(other.step("paused")).page
    assert other.sees("This browser does not know your code any more.")


@pytest.mark.django_db
def test_a_device_that_forgot_the_case_opens_it_no_more() -> None:
    walker = Walker()
    walker.begin()
    case, story = Case.objects.get(), walker.step("story")

    walker.press(f"/en/case/{case.handle}/leave/")

    assert walker.open(story).here.endswith("/return/")
    assert walker.open(f"/en/case/{case.handle}/").status == 404
    assert f"code-{case.handle}" not in [
        name for name, cookie in walker.client.cookies.items() if cookie.value
    ]


@pytest.mark.django_db
def test_strangers_find_no_case() -> None:
    submission = a_submitted_testimony()
    handle = submission.case.handle
    stranger = Walker()

    for place in ("", "code/", "messages/", f"receipts/{submission.reference}/", "claim/"):
        assert stranger.open(f"/en/case/{handle}/{place}").status == 404
    assert stranger.open("/en/case/").here.endswith("/return/")


@pytest.mark.django_db
def test_a_page_typed_without_a_session_is_kept_and_saved_with_the_code() -> None:
    writer = Walker()
    code = writer.begin()
    story = writer.step("story")
    later = Walker()
    later.client.handler.enforce_csrf_checks = True

    later.press(story, story="Five thousand words\nand a second line")
    assert later.status == 403
    assert later.sees("What you have typed is not lost")
    assert "Five thousand words\nand a second line" in later.page
    later.press(story, story="Five thousand words\nand a second line", return_code=code)

    assert Draft.objects.get().answers["story"] == {
        "story": ["Five thousand words\nand a second line"]
    }


@pytest.mark.django_db
def test_a_wrong_code_saves_nothing_and_tells_nothing() -> None:
    writer = Walker()
    writer.begin()
    known, unknown = writer.step("story"), "/en/testimonies/new/c-0000000000000000/story/"
    later = Walker()

    pages = [
        _page_after(later.press(place, story="evil", return_code=return_code.new()))
        for place in (known, unknown)
    ]

    assert pages[0] == pages[1]
    assert Draft.objects.get().answers == {}


@pytest.mark.django_db
def test_the_code_is_in_no_address_no_log_and_no_table(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    walker = Walker()
    code = walker.begin()
    walker.press(walker.step("story"), story="A story", pause="1")
    addresses = [walker.here]
    walker.open("/en/return/").press(code=code)
    addresses.append(walker.here)

    for form in (code, code.replace(" ", "")):
        assert form not in " ".join(addresses)
        assert form not in caplog.text
        assert form not in _everything_in_the_database()
    assert Session.objects.exists()


@pytest.mark.django_db
def test_a_stolen_database_tells_no_names() -> None:
    a_submitted_testimony()
    a_filled_draft(name={"given": ["Aurelija"], "surname": ["Paslaptis"]})

    everything = _everything_in_the_database()

    for secret in ("Žemait", "Жемайтите", "Kretinga", "four in the morning", "ona@example.org",
                   "11222", "Aurelija", "Paslaptis", "Altai"):  # fmt: skip
        assert secret not in everything


def _everything_in_the_database() -> str:
    """Every table as text, and every blob as the bytes that it is."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            for row in cursor.fetchall():
                said += [
                    bytes(cell).decode("utf-8", "replace")
                    if isinstance(cell, bytes | memoryview)
                    else str(cell)
                    for cell in row
                ]
    return "\n".join(said)


def _page_after(walker: Walker) -> str:
    """The page without what differs from one request to the next."""
    page = re.sub(r'value="[^"]*"', "", walker.page)
    return re.sub(r"c-[0-9a-z]{16}", "", page)


@pytest.mark.django_db
def test_another_site_cannot_open_its_own_case_in_this_browser() -> None:
    writer = Walker()
    code = writer.begin()
    story = writer.step("story")
    lured = Walker()
    lured.client.defaults["HTTP_ORIGIN"] = "https://evil.example"

    lured.press(story, story="bait", return_code=code)

    assert lured.status == 403
    assert Draft.objects.get().answers == {}
    assert lured.open("/en/case/").here.endswith("/return/")


@pytest.mark.django_db
def test_a_forged_form_is_refused_and_gives_the_words_back() -> None:
    writer = Walker()
    writer.begin()
    writer.client.handler.enforce_csrf_checks = True

    writer.press(writer.step("story"), story="A story that is longer than forty letters, so kept.")

    assert writer.status == 403
    assert writer.sees("A story that is longer than forty letters")
    assert Draft.objects.get().answers == {}


@pytest.mark.django_db
def test_a_form_whose_token_is_too_old_gives_short_words_back_and_the_code_saves_them() -> None:
    writer = Walker()
    code = writer.begin()
    name = writer.step("name")
    writer.client.handler.enforce_csrf_checks = True

    writer.press(name, given="Ona", surname="Kask", csrfmiddlewaretoken="x" * 64)
    assert writer.status == 403
    assert writer.sees("What you have typed is not lost")
    assert 'value="Ona"' in writer.page
    writer.press(name, given="Ona", surname="Kask", return_code=code)

    assert Draft.objects.get().answers["name"] == {"given": ["Ona"], "surname": ["Kask"]}
