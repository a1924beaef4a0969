"""Every page that anybody may read: wide, narrow, and in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import public
from tests.journeys.signing import PETITION
from tests.visitor import Visitor

PAGES = (
    "", "petitions/", f"petitions/{PETITION}/", f"petitions/{PETITION}/sign/",
    f"petitions/{PETITION}/paper/", f"petitions/{PETITION}/sheet.pdf?institution=nobody",
    f"petitions/{PETITION}/sign/done/", f"petitions/{PETITION}/share/",
    *(f"petitions/{PETITION}/organisations/{page}" for page in ("", "endorse/", "endorse/done/")),
    "archive/", "archive/operations/", "help/", "privacy/",
    "accessibility/", "verify/", "verify/proof/", "bundles/", "verify/bundle/",
    f"verify/bundle/?digest={'0' * 64}", "verify/bundle/?digest=short",
    "verify/?reference=BA-2026-00000&digest=short", "return/",
    "testimonies/new/", "claims/new/", "on-paper/", "handed-over/", "nothing-here/",
    f"signatures/confirm/{'A' * 43}/", "signatures/mine/", "signatures/mine/asked/",
    f"endorsements/{'A' * 43}/",
)  # fmt: skip


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_can_be_read_by_everybody(instance: Instance, tab: Opens, width: int) -> None:
    here: Tab = tab(width=width)

    for page in (*PAGES, *_in_the_archive(instance)):
        here.open(f"/en/{page}")
        assert here.page.locator("h1").count() == 1, page
        assert here.page.locator("html").get_attribute("lang") == "en"


def test_no_language_is_too_long_for_a_narrow_screen(tab: Opens) -> None:
    here: Tab = tab(width=NARROW)
    here.has_axe = False

    for language in public.LANGUAGES:
        for page in PAGES:
            here.open(f"/{language}/{page}")
            assert here.page.locator("html").get_attribute("lang") == language


def test_the_language_switch_keeps_the_page_and_what_it_was_asked(tab: Opens) -> None:
    here: Tab = tab()

    here.open("/en/verify/?reference=BA-2026-00000&digest=short").follow("Українська")

    assert here.path == "/uk/verify/"
    assert here.page.url.endswith("?reference=BA-2026-00000&digest=short")


def test_reading_leaves_no_cookie(tab: Opens) -> None:
    here: Tab = tab()
    here.has_axe = False

    for page in PAGES:
        if not page.startswith(("testimonies/new", "claims/new", "return")):
            here.open(f"/en/{page}")

    assert here.page.context.cookies() == []


def _in_the_archive(instance: Instance) -> Iterator[str]:
    """One testimony and one operation."""
    for listed, kind in (("archive/", "testimonies"), ("archive/operations/", "operations")):
        page = Visitor(instance.url).open(f"/en/{listed}")
        found = re.search(rf"archive/{kind}/[\w-]+/", page.response.text)
        assert found, page.text
        yield found.group()
