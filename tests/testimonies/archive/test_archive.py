"""The public archive: what consent lets everybody see, and 404 for everything else."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.utils.timezone import now

from testimonies.archive import queries as archive
from testimonies.models import ConsentRecord, Evidence, StoredFile, Testimony
from testimonies.models.consent import Audience, Identity
from testimonies.review import actions as review
from tests.builders_claims import a_submitted_claim
from tests.builders_flags import a_flag, closed
from tests.builders_intake import STORY
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    an_accepted_testimony,
)

pytestmark = pytest.mark.django_db

#: Everything that Ona told us; whatever is not allowed must not be found in any public page.
NAMES = ("Žemaitytė", "Kazlauskienė", "Жемайтите", "Анна", "Ионовна")
PLACES = ("Kretinga", "Altai", "Kamen")
CONTACT = ("ona@example.org", "+370 600 11222")


def page(testimony: Testimony, language: str = "en") -> str:
    answer = Client().get(f"/{language}/archive/testimonies/{testimony.reference}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def is_gone(testimony: Testimony) -> bool:
    one = Client().get(f"/en/archive/testimonies/{testimony.reference}/")
    listed = Client().get("/en/archive/").content.decode()
    return one.status_code == 404 and testimony.reference not in listed


def test_a_public_testimony_is_in_the_list_and_has_its_page() -> None:
    testimony = a_published_testimony()

    listed = Client().get("/en/archive/").content.decode()

    assert "Ona Ž." in listed
    assert f"/en/archive/testimonies/{testimony.reference}/" in listed
    shown = page(testimony)
    assert STORY in shown
    assert "1941 – about 1958" in shown
    assert "Deportation to special settlement" in shown
    assert "As told" in shown


def test_no_day_no_place_and_no_contact_becomes_public() -> None:
    shown = page(a_published_testimony())

    for secret in (*NAMES, *PLACES, *CONTACT, "14 June", "1934"):
        assert secret not in shown


def test_the_page_speaks_every_language_and_the_words_keep_theirs() -> None:
    testimony = a_published_testimony()

    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        assert STORY in page(testimony, language)
        assert 'class="prose" lang="en"' in page(testimony, language)


@pytest.mark.parametrize(
    ("text", "identity"), list(product(Audience.values, Identity.values)), ids=str
)
def test_nothing_more_is_shown_than_each_consent_allows(text: str, identity: str) -> None:
    story = "I am Ona Žemaitytė-Kazlauskienė. " + STORY
    testimony = an_accepted_testimony(
        audience={"text": [text], "photographs": ["public"]},
        shown_as={"identity": [identity], "pseudonym": ["Upė"]},
        story={"story": [story]},
    )
    review.publish(testimony.pk, by=a_moderator())

    shown = page(testimony) + Client().get("/en/archive/").content.decode()

    assert (STORY in shown) is (text == Audience.PUBLIC)
    assert ("1941" in shown) is (text == Audience.PUBLIC)
    allowed = {
        Identity.FULL_NAME: ("Ona Žemaitytė-Kazlauskienė",),
        Identity.FIRST_NAME: ("Ona Ž.",),
        Identity.INITIALS: ("O. Ž.",),
        Identity.PSEUDONYM: ("Upė",),
        Identity.ANONYMOUS: ("A witness who is not named",),
    }
    for names in allowed[Identity(identity)]:
        assert names in shown
    if identity != Identity.FULL_NAME:
        assert "Žemaitytė" not in shown
        assert "Kazlauskienė" not in shown
    if identity not in {Identity.FULL_NAME, Identity.FIRST_NAME}:
        assert "Ona" not in shown
    for secret in (*PLACES, *CONTACT):
        assert secret not in shown


def test_what_is_not_published_is_not_there() -> None:
    assert is_gone(a_read_testimony())
    assert is_gone(an_accepted_testimony())
    assert Client().get("/en/archive/testimonies/T-XXXXXXXX/").status_code == 404


def test_unpublished_and_withdrawn_testimonies_are_gone_within_seconds() -> None:
    first, second = a_published_testimony(), a_published_testimony()
    answer = Client().get(f"/en/archive/testimonies/{first.reference}/")
    assert "max-age=5" in answer.headers["Cache-Control"]
    assert "stale" not in answer.headers["Cache-Control"]

    review.unpublish(first.pk, by=a_moderator())
    review.withdraw(second.pk)

    assert is_gone(first)
    assert is_gone(second)


def test_a_consent_that_is_no_longer_the_current_one_shows_nothing() -> None:
    superseded, withdrawn = a_published_testimony(), a_published_testimony()
    ConsentRecord.objects.filter(submission=superseded.submission).update(superseded_at=now())
    ConsentRecord.objects.filter(submission=withdrawn.submission).update(withdrawn_at=now())

    assert is_gone(superseded)
    assert is_gone(withdrawn)


def test_a_testimony_on_legal_hold_is_not_shown() -> None:
    testimony = a_published_testimony()
    paper = Evidence.objects.create(
        case=testimony.submission.case, submission=testimony.submission, told={}
    )
    StoredFile.objects.create(
        evidence=paper, role="original", path="x", sha256="0" * 64, size=1, legal_hold=True
    )

    assert is_gone(testimony)


def test_a_doubt_about_what_was_handed_in_beside_it_hides_it_from_the_list_too() -> None:
    testimony = a_published_testimony()
    flag = a_flag(a_submitted_claim(testimony.submission))

    assert is_gone(testimony)

    closed(flag)
    assert not is_gone(testimony)


def test_only_the_kinds_of_papers_that_everybody_may_know_of_are_named() -> None:
    testimony = an_accepted_testimony(
        audience={"documents": ["public"], "photographs": ["archive"]}
    )
    for kind in ("photograph", "deportation_file"):
        Evidence.objects.create(
            case=testimony.submission.case, submission=testimony.submission, kind=kind, told={}
        )
    review.publish(testimony.pk, by=a_moderator())

    shown = page(testimony)

    assert "Deportation file" in shown
    assert "Photograph" not in shown


def test_the_list_goes_on_page_by_page_and_misses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PAGE", 2)
    published = [a_published_testimony() for _number in range(5)]
    at = now()
    for number, testimony in enumerate(published):
        # two of them at the very same moment
        Testimony.objects.filter(pk=testimony.pk).update(
            published_at=at - timedelta(seconds=number // 2)
        )

    seen: list[str] = []
    after = ""
    while True:
        found = archive.newest(after=after)
        assert found is not None
        seen += [each.reference for each in found.testimonies]
        after = found.next_after
        if not after:
            break

    assert sorted(seen) == sorted(testimony.reference for testimony in published)
    assert len(set(seen)) == 5


def test_a_place_in_the_list_that_is_not_there_is_not_found() -> None:
    assert Client().get("/en/archive/?after=T-XXXXXXXX").status_code == 404
    assert Client().get("/en/archive/?after='--").status_code == 404


def test_the_archive_can_be_empty() -> None:
    assert "No testimony is public yet." in Client().get("/en/archive/").content.decode()


def test_nobody_is_counted_by_a_cookie() -> None:
    testimony = a_published_testimony()

    for address in ("/en/archive/", f"/en/archive/testimonies/{testimony.reference}/"):
        assert not Client().get(address).cookies


def test_the_words_are_never_markup() -> None:
    testimony = a_published_testimony(story={"story": ["<script>alert(1)</script> & so on"]})

    shown = page(testimony)

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in shown
