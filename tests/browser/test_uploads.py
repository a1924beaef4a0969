"""A real browser sends a large file over a line that breaks."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Route

from tests.browser.conftest import Opens
from tests.browser.telling import begin
from tests.instance import Instance
from tests.testimonies.evidence import files

MEGABYTES = 30
#: Which requests never arrive: twice in a row, and once when the pieces have grown again.
CUT = {4, 5, 9}
SMALL = 256 * 1024


def test_a_file_arrives_whole_over_a_line_that_breaks_three_times(
    instance: Instance, tab: Opens, tmp_path: Path
) -> None:
    sender = tab()
    begin(instance, sender)
    sender.open(re.sub(r"(/new/[^/]+/).*", r"\1papers/", sender.path))
    large = tmp_path / "scan.jpg"
    large.write_bytes(files.a_picture() + os.urandom(MEGABYTES << 20))
    asked: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method == "PATCH":
            asked.append(int(route.request.headers["upload-offset"]))
            if len(asked) in CUT:
                return route.abort("connectionreset")
        return route.continue_()

    sender.page.route("**/uploads/**", cut)
    sender.page.locator("input[type='file']").set_input_files(large)
    sender.fill(kind="letter", caption="The large scan")
    sender.page.get_by_role("button", name="Add this file").click()
    sender.page.get_by_text("Letter: The large scan").first.wait_for(timeout=120_000)

    steps = [after - before for before, after in pairwise(asked)]
    assert steps[:4] == [SMALL, 2 * SMALL, 4 * SMALL, 0], "it grows, and goes on where it was cut"
    assert steps[4:6] == [0, SMALL], "what is sent after a cut is small"
    assert steps[8:10] == [0, SMALL]
    instance.confide("The large scan")


def test_enter_on_the_page_of_papers_goes_on_and_the_paper_stays(
    instance: Instance, tab: Opens
) -> None:
    sender = tab()
    begin(instance, sender)
    papers = re.sub(r"(/new/[^/]+/).*", r"\1papers/", sender.path)
    sender.open(papers).give_file("leaf.jpg", files.a_picture(), "image/jpeg")
    sender.fill(kind="letter", caption="A leaf").press_and_wait_for("Add this file", "A leaf")

    sender.fill(kind="diary")
    with sender.page.expect_navigation(url="**/audience/"):
        sender.page.locator("[name='kind'][value='diary']").press("Enter")

    assert "Letter: A leaf" in sender.open(papers).words
    sender.page.locator("summary", has_text="Remove").click()
    assert "A leaf" not in sender.press("Yes, remove it").words
