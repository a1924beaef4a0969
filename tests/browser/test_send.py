"""Send in a real browser: an officer releases, a clerk without scripts downloads and confirms."""

from __future__ import annotations

import hashlib

from tests.browser.conftest import NARROW, Opens
from tests.instance import Instance
from tests.journeys import signing

INSTITUTION = "gov-ua"


def test_a_sealed_bundle_is_released_downloaded_and_acknowledged(
    instance: Instance, tab: Opens
) -> None:
    built = instance.manage("bundles", "build", signing.PETITION, INSTITUTION)
    assert built.returncode == 0, built.stderr
    officer, clerk = tab(), tab(width=NARROW, has_scripts=False)

    officer.open("/admin/").fill(login="release@example.org", password=instance.password)
    officer.press("Sign in").open("/admin/petitions/bundle/").follow(f"{INSTITUTION} 1")
    officer.fill(**{"release-reason": "Agreed on Monday"}).press("Release to the institution")
    assert "Released. It is on its way." in officer.words

    letter = instance.mail_to(f"{INSTITUTION}@example.org", containing="/institutions/")
    clerk.open(signing.address_in(letter, "/institutions/"))
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="Download the file").first.click()
    digest = hashlib.sha256(download.value.path().read_bytes()).hexdigest()
    assert digest in clerk.words

    clerk.follow("Confirm that you received it").press("We received it")
    assert "Error:" in clerk.page.title()
    clerk.fill(registry_number="26/0451", clerk="Оксана Реєстраторка").press("We received it")
    instance.confide("Оксана Реєстраторка")
    assert "26/0451" in clerk.words
