"""A bundle of any size is looked up by a digest that the browser computes; it is not sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab

PIECE = 4 * 1024 * 1024


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 1000, PIECE - 1, PIECE, PIECE + 65])
def test_the_digest_of_a_file_is_computed_in_the_browser(
    tab: Opens, tmp_path: Path, size: int
) -> None:
    here: Tab = tab(width=NARROW if size == 1000 else WIDE)
    file = tmp_path / "bundle.asice"
    file.write_bytes(bytes(number % 251 for number in range(size)))
    sent: list[int] = []
    here.page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))

    here.open("/en/verify/bundle/").page.locator("input[type=file]").set_input_files(file)
    _checks(here)

    assert here.page.url.endswith(hashlib.sha256(file.read_bytes()).hexdigest())
    assert "We have not released a bundle with this digest." in here.page.content()
    assert max(sent) < 2_000


def test_without_scripts_a_small_file_is_sent(tab: Opens, tmp_path: Path) -> None:
    here: Tab = tab(has_scripts=False)
    file = tmp_path / "bundle.json"
    file.write_bytes(b"{}")

    here.open("/en/verify/bundle/").page.locator("input[type=file]").set_input_files(file)
    here.press("Check")

    assert here.page.url.endswith(hashlib.sha256(b"{}").hexdigest())


def test_a_list_of_digests_is_sent_with_scripts_too(tab: Opens, tmp_path: Path) -> None:
    here: Tab = tab()
    file = tmp_path / "manifest-sha256.txt"
    file.write_text(f"{'0' * 64}  bundle.json\n")

    here.open("/en/verify/bundle/").page.locator("input[type=file]").set_input_files(file)
    _checks(here)

    assert "We have not released a bundle with this digest." in here.page.content()
    assert here.path == "/en/verify/bundle/"


def _checks(here: Tab) -> None:
    """The script computes first, and the page goes on afterwards."""
    with here.page.expect_navigation():
        here.page.get_by_role("button", name="Check").click()
    here.look()
