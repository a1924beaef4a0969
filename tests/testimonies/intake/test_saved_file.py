"""Answers as a file on somebody's own device: they come back whole, and replace nothing newer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from testimonies.claims.questions import CLAIM
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.questions import TESTIMONY
from testimonies.intake.saved_file import answers_file
from testimonies.intake.saved_file.answers_file import Saved, Unreadable
from testimonies.models import Case, CustodyEvent, Draft, Submission
from tests.builders_intake import STORY, a_filled_draft
from tests.testimonies.intake.walking import CODE, Walker

OPEN = "/en/return/file/"
UNDER_SEAL = "What nobody else may read"
SEALED: dict[str, Any] = {
    "one-more-page": {"open": ["yes"]},
    "under-seal": {"sealed": [UNDER_SEAL], "goes": ["nothing"]},
}


@pytest.mark.django_db
def test_a_file_brings_everything_back_on_another_device_under_a_new_code() -> None:
    walker, code = somebody()
    before = Draft.objects.get().answers
    file = download(walker)

    other = Walker()
    choose(other, file)

    assert other.sees("Your answers are here again.")
    found = CODE.search(other.page)
    assert found
    assert found[0] != code
    brought = Draft.objects.latest("pk")
    assert brought.case != Draft.objects.earliest("pk").case
    for page, typed in before.items():
        if page != windows.WINDOWS:
            assert brought.answers[page] == typed, page
    assert brought.page == "check"  # where the other one was left
    assert STORY in other.open(other.step("story")).page
    assert CustodyEvent.objects.filter(event="draft.brought_from_file").count() == 1


@pytest.mark.django_db
def test_a_person_can_read_the_file_and_what_is_under_seal_is_not_in_it_to_read() -> None:
    walker, code = somebody(**SEALED)

    file = download(walker)

    told = json.loads(file)
    assert told["answers"]["story"]["story"] == [STORY]
    assert "Whoever has the file can read them" in told["read_me"]
    assert UNDER_SEAL not in file.decode()
    assert not {"under-seal", "one-more-page"} & told["answers"].keys()
    assert code.replace(" ", "") not in file.decode()
    other = Walker()
    choose(other, file)
    assert Draft.objects.latest("pk").answers["under-seal"]["sealed"] == [UNDER_SEAL]


@pytest.mark.django_db
def test_the_file_does_not_show_whether_anything_is_under_seal() -> None:
    walker, _code = somebody()
    without = json.loads(download(walker))
    for page, typed in SEALED.items():
        drafts.save_page(Draft.objects.get().pk, page, typed)
    beside = json.loads(download(walker))

    assert len(without["under_seal"]) == len(beside["under_seal"])
    assert without.keys() == beside.keys()


@pytest.mark.django_db
def test_in_the_same_draft_newer_answers_stay_and_those_of_the_file_wait_beside() -> None:
    walker, _code = somebody()
    file = download(walker)
    draft = Draft.objects.get()
    drafts.save_page(draft.pk, "story", {"story": ["The newer words"]})
    drafts.save_page(draft.pk, "after", {"after": [""]})

    choose(walker, file)

    assert Case.objects.count() == 1
    assert walker.here.endswith("/check/")
    assert walker.sees("On 1 page there was something newer.")
    answers = Draft.objects.get().answers
    assert answers["story"] == {"story": ["The newer words"]}
    assert answers["after"]["after"] == ["I came home in 1958 and became a teacher."]
    assert windows.pages_beside(answers) == ["story"]
    assert walker.open(walker.step("story")).sees("They came at four in the morning.")


@pytest.mark.django_db
def test_a_removed_entry_comes_back_and_a_changed_one_waits_beside() -> None:
    walker, _code = somebody()
    file = download(walker)
    draft = Draft.objects.get()
    (name,), (period,) = draft.answers["other-names"], draft.answers["periods"]
    drafts.remove_entry(draft.pk, "other-names", name)
    typed = {**draft.answers["periods"][period], "to_place": ["Norilsk"]}
    drafts.save_entry(draft.pk, "periods", period, typed)

    choose(walker, file)

    answers = Draft.objects.get().answers
    assert answers["other-names"][name]["given"] == ["Анна"]
    assert answers["periods"][period]["to_place"] == ["Norilsk"]
    assert windows.beside(answers, f"periods/{period}/1")["file"]["to_place"] == ["Altai, Kamen"]


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_and_makes_one_case() -> None:
    walker, _code = somebody()
    file = download(walker)
    other = Walker()

    for _press in range(2):
        choose(other, file)

    assert Case.objects.count() == 2
    before = Draft.objects.earliest("pk").answers
    choose(walker, download(walker))
    assert not windows.pages_beside(Draft.objects.earliest("pk").answers)
    assert Draft.objects.earliest("pk").answers["periods"] == before["periods"]


@pytest.mark.django_db
def test_a_file_of_a_case_that_is_not_open_here_writes_nothing_into_it() -> None:
    walker, _code = somebody()
    file = download(walker)
    draft = Draft.objects.get()
    drafts.save_page(draft.pk, "story", {"story": ["The newer words"]})
    before = Draft.objects.get(pk=draft.pk).answers

    choose(Walker(), file)

    assert Draft.objects.get(pk=draft.pk).answers == before


@pytest.mark.django_db
def test_a_file_of_an_older_questionnaire_shows_and_keeps_what_is_asked_no_more() -> None:
    older = {
        "story": {"story": [STORY], "mood": ["Quiet"]},
        "dreams": {"dream": ["Of home"], "blank": [""]},
        "periods": {"ab12": {"type": ["labour_camp"], "barrack": ["No. 4"]}},
    }
    walker = Walker()

    choose(walker, _a_file(older, questionnaire="0" * 64))

    assert walker.sees("What we no longer ask")
    walker.open(walker.step("check"))
    for words in ("Quiet", "Of home", "No. 4"):
        assert walker.sees(words), words
    assert walker.sees(STORY[:30])
    drafts.save_page(Draft.objects.get().pk, "story", {"story": ["Told anew"]})
    assert walker.open(walker.step("check")).sees("Quiet")


@pytest.mark.django_db
def test_what_is_asked_no_more_is_handed_in_with_the_rest() -> None:
    begun = a_filled_draft()
    walker = Walker().open("/en/return/").press(code=begun.code)
    told = {"story": {"mood": ["Quiet"]}, "dreams": {"dream": ["Of home"]}}
    choose(walker, _a_file(told, draft=begun.draft.handle, questionnaire="0" * 64))

    walker.press(walker.step("declaration"), true="on")

    answers = Submission.objects.get().answers
    assert answers["story"] == {"story": [STORY], "mood": ["Quiet"]}
    assert answers["dreams"] == {"dream": ["Of home"]}
    assert "unplaced" not in answers


@pytest.mark.django_db
def test_a_claim_is_saved_and_opened_too() -> None:
    walker = Walker()
    walker.begin("claims")
    walker.press(walker.step("forum"), country="LT")
    file = download(walker)

    other = Walker()
    choose(other, file)

    assert "/claims/new/" in other.here
    assert Draft.objects.latest("pk").kind == CLAIM.kind
    assert Draft.objects.latest("pk").answers["forum"] == {"country": ["LT"]}


@pytest.mark.django_db
def test_every_change_of_a_file_is_noticed() -> None:
    walker, _code = somebody()
    told = json.loads(download(walker))
    changes: list[dict[str, Any]] = [
        {"kind": "claim"},
        {"draft": "c-somebodyelse"},
        {"answers": {**told["answers"], "story": {"story": ["Forged"]}}},
        {"under_seal": told["under_seal"][:-4] + "AAAA"},
        {"seal": "0" * 64},
        {"more": 1},
    ]

    for change in changes:
        with pytest.raises(Unreadable, match="has been changed"):
            answers_file.read(json.dumps({**told, **change}).encode())

    answers_file.read(json.dumps(told).encode())  # only written differently


@pytest.mark.django_db
def test_when_the_key_is_gone_the_rest_comes_back_and_a_sentence_says_so(
    settings: Any,
) -> None:
    walker, _code = somebody(**SEALED)
    file = download(walker)
    (key,) = settings.DATA_KEYS.values()
    settings.DATA_KEYS = {"other": key[::-1], **settings.DATA_KEYS}
    settings.DATA_KEYS.pop(next(reversed(settings.DATA_KEYS)))
    other = Walker()

    choose(other, file)

    assert other.sees("What was under seal could not be opened any more.")
    assert Draft.objects.latest("pk").answers["story"]["story"] == [STORY]


@pytest.mark.django_db
def test_a_stranger_downloads_nothing() -> None:
    _walker, _code = somebody()
    lines = CustodyEvent.objects.count()

    stranger = Walker().open(f"/en/testimonies/new/{Draft.objects.get().handle}/file/")

    assert stranger.here.endswith("/return/")
    assert CustodyEvent.objects.count() == lines


def somebody(**pages: Any) -> tuple[Walker, str]:
    begun = a_filled_draft()
    for page, typed in pages.items():
        drafts.save_page(begun.draft.pk, page, typed, at_page="check")
    return Walker().open("/en/return/").press(code=begun.code), begun.code


def download(walker: Walker) -> bytes:
    answer = walker.client.get(walker.step("file"))
    assert answer["Content-Disposition"].startswith('attachment; filename="atmintis-answers-')
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def choose(walker: Walker, content: bytes) -> None:
    walker.press(OPEN, file=SimpleUploadedFile("atmintis-answers.json", content))


def _a_file(answers: dict[str, Any], *, draft: str = "c-none", questionnaire: str) -> bytes:
    """As an older version of this site would have made it."""
    saved = Saved(
        id=answers_file.new_id(),
        kind=TESTIMONY.kind,
        draft=draft,
        questionnaire=questionnaire,
        page="story",
        answers=answers,
        sealed={},
    )
    return answers_file.write(saved, at=now(), readme="")
