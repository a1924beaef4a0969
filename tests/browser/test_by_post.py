"""A letter comes by post: typed in at the desk, answered; then the case goes to a relative."""

from __future__ import annotations

from tests.browser import telling
from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.telling import CODE, tell_everything
from tests.testimonies.evidence import files

CAME = {"channel": "post", "received_on": "2026-11-03", "kind": "testimony", "language": "en"}
HEIR = {
    "name": "Rūta Rudminaitė",
    "relation": "daughter",
    "standing": "next_of_kin",
    "preference": "none",
    "safe": "yes",
}


def test_a_letter_is_typed_in_handed_in_and_answered(instance: Instance, tab: Opens) -> None:
    instance.confide(*cast.IN_CONFIDENCE)
    desk: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    desk.open("/admin/testimonies/transcription/").follow("Something has come")
    desk.press("Begin to type it in")
    assert "Something needs another look" in desk.words
    desk.fill(**CAME).press("Begin to type it in")
    assert "1.1 About whom do you tell?" in desk.words
    telling.answer(desk, cast.BEFORE_THE_PAUSE[:2]).press("Pause")

    desk.page.locator("main input[type='file'], #content input[type='file']").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": files.a_pdf()}
    )
    desk.press("Add the scan").follow("Go on typing")
    telling.answer(desk, cast.BEFORE_THE_PAUSE[2:])
    telling.answer(desk, cast.AFTER_THE_PAUSE)
    desk.press("Continue")
    telling.answer(desk, cast.CONSENT_AND_CONTACT).press("Continue").press("Hand in")
    assert "Something needs another look" in desk.words
    desk.fill(declared="signature").press("Hand in")
    assert "handed in" in desk.words
    form = desk.page.locator("form[action$='/letter/']")
    token = form.locator("[name=csrfmiddlewaretoken]").input_value()
    printed = desk.page.request.post(
        f"{instance.url}{form.get_attribute('action')}",
        form={"csrfmiddlewaretoken": token, "with_code": "on"},
        headers={"Referer": desk.page.url},
    )
    assert printed.body().startswith(b"%PDF")


def test_a_witness_hands_the_case_to_her_daughter(instance: Instance, tab: Opens) -> None:
    witness = tell_everything(instance)
    here: Tab = tab(width=NARROW)
    here.open("/en/return/").fill(code=witness.code).press("Continue")
    here.follow("Hand the case to a relative").press("Continue")
    assert "Something needs another look" in here.words
    instance.confide(HEIR["name"])
    here.fill(**HEIR).press("Continue")
    new = CODE.search(here.words)
    assert new
    instance.confide(new[0], new[0].replace(" ", ""))
    here.press("I have the code")
    assert "The case has been handed over" in here.words

    here.open("/en/return/").fill(code=witness.code).press("Continue")
    assert "We know no case with this code" in here.words
    daughter: Tab = tab(width=NARROW, has_scripts=False)
    daughter.open("/en/return/").fill(code=new[0]).press("Continue")
    assert witness.reference in daughter.words
    assert "You have had it since" in daughter.words
