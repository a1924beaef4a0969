"""What somebody types in a real browser is not lost, whatever becomes of the browser."""

from __future__ import annotations

import os
import re
import signal
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from config.local import chromium
from tests.browser import telling
from tests.browser.conftest import NARROW, QUIET, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys.telling import tell_everything

KEY = 300  # milliseconds of a slow typist, who never rests
SENTENCE = "They came at four in the morning. Mother took the clock and a sack of flour."
MAILBOX = "aldona.raguviene@example.org"
STORY = "textarea[name='story']"
LONG = ("We waited. " * 500)[:5000]


def test_a_killed_browser_loses_no_more_than_half_a_minute(
    instance: Instance, browser: Browser, tab: Opens, tmp_path: Path
) -> None:
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=chromium.find(), args=QUIET, locale="en"
    )
    writer = Tab(context.new_page(), instance.url)
    code = telling.begin(instance, writer)
    writer.open(_of(writer, "story")).page.locator(STORY).press_sequentially(SENTENCE, delay=KEY)

    processes = _processes(tmp_path)
    for pid in processes:
        os.kill(pid, signal.SIGKILL)

    assert processes
    later = tab(width=NARROW).open("/en/return/").fill(code=code).press("Continue")
    kept = later.page.locator(STORY).input_value()
    assert SENTENCE.startswith(kept)
    assert (len(SENTENCE) - len(kept)) * KEY < 30_000
    assert len(kept) > 50
    instance.confide(SENTENCE)


def test_without_a_line_somebody_is_told_and_then_it_is_kept(
    instance: Instance, tab: Opens
) -> None:
    writer: Tab = tab(width=NARROW)
    code = telling.begin(instance, writer)
    writer.open(_of(writer, "story"))
    line = writer.page.locator("[data-line]")
    writer.page.context.set_offline(True)

    writer.fill(story="Half of it")
    expect(line).to_contain_text("Not kept yet: no connection")
    expect(writer.page.locator("[data-live]")).to_contain_text("no connection")
    writer.trouble.clear()  # the browser complains about the line, and that is right
    writer.page.context.set_offline(False)

    expect(line).to_contain_text("Kept at")
    writer.look()
    later: Tab = tab().open("/en/return/").fill(code=code).press("Continue")
    assert later.page.locator(STORY).input_value() == "Half of it"


def test_leaving_the_page_keeps_the_last_words(instance: Instance, tab: Opens) -> None:
    writer: Tab = tab()
    telling.begin(instance, writer)
    story = _of(writer, "story")
    writer.open(story).fill(story="Typed, and gone at once").open("/en/help/")

    writer.open(story)

    assert writer.page.locator(STORY).input_value() == "Typed, and gone at once"


def test_the_way_back_leads_past_a_page_with_a_mistake(instance: Instance, tab: Opens) -> None:
    writer: Tab = tab(width=NARROW)
    telling.begin(instance, writer)
    birth = _of(writer, "birth")
    writer.open(birth).fill(birth_0="31", birth_1="2", birth_2="1936").press("Continue")
    assert "There is no such day" in writer.words
    writer.fill(birth_0="28").press("Continue")

    writer.page.go_back()

    assert writer.look().path == birth
    assert writer.page.locator("[name='birth_0']").input_value() == "28"


def test_a_message_is_there_again_after_the_page_was_left(instance: Instance, tab: Opens) -> None:
    witness = tell_everything(instance)
    writer: Tab = tab(width=NARROW)
    writer.open("/en/return/").fill(code=witness.code).press("Continue").follow("Messages")
    messages = writer.path
    instance.confide(SENTENCE)
    writer.fill(body=SENTENCE).open("/en/help/")

    writer.open(messages)

    assert writer.page.locator("[name='body']").input_value() == SENTENCE
    writer.press("Send")
    assert writer.page.locator("[name='body']").input_value() == ""


def test_two_windows_of_one_page_and_two_drafts_keep_apart(instance: Instance, tab: Opens) -> None:
    older: Tab = tab(width=NARROW)
    telling.begin(instance, older)
    first = _of(older, "story")
    older.open(first)
    newer = Tab(older.page.context.new_page(), instance.url)
    newer.open(first).fill(story="The newer words").press("Continue")

    older.fill(story="Words of the older window")
    expect(older.page.locator("[data-line]")).to_contain_text("changed in another window")
    older.trouble.clear()  # 409, as it should be
    older.press("Continue")

    assert older.page.locator(STORY).input_value() == "The newer words"
    assert "Words of the older window" in older.words
    older.press("Put this on the page instead")
    assert older.page.locator(STORY).input_value() == "Words of the older window"
    older.press("I do not need this")
    assert "The newer words" not in older.words
    telling.begin(instance, newer)
    newer.open(_of(newer, "story"))
    assert newer.page.locator(STORY).input_value() == ""


def test_after_the_session_has_ended_five_thousand_letters_come_back(
    instance: Instance, tab: Opens
) -> None:
    writer: Tab = tab(width=NARROW)
    code = telling.begin(instance, writer)
    writer.open(_of(writer, "story"))
    writer.page.context.clear_cookies()

    writer.page.locator(STORY).fill(LONG)
    expect(writer.page.locator("[data-line]")).to_contain_text("open for too long")
    writer.trouble.clear()  # 403, as it should be
    writer.press("Continue")
    assert "What you have typed is not lost" in writer.words
    writer.fill(return_code=code).press("Continue")

    assert writer.path.endswith("/name/")
    assert writer.open(_of(writer, "story")).page.locator(STORY).input_value() == LONG


def test_the_code_is_printed_on_one_line_with_a_drawing_that_a_telephone_reads(
    instance: Instance, tab: Opens
) -> None:
    writer: Tab = tab(width=NARROW)
    code = telling.begin(instance, writer)
    shown = writer.open(_of(writer, "code")).page.locator(".code")
    assert shown.evaluate("each => each.getClientRects().length") == 1
    assert shown.evaluate("each => each.scrollWidth <= each.clientWidth")

    writer.page.emulate_media(media="print")

    assert shown.inner_text() == code
    drawing = Image.open(BytesIO(writer.page.locator(".qr").screenshot()))
    (read,) = zxingcpp.read_barcodes(drawing)
    assert read.text == f"{instance.url}/en/return/"


def test_the_answers_go_to_a_file_and_come_back_without_a_script(
    instance: Instance, tab: Opens, tmp_path: Path
) -> None:
    writer: Tab = tab(width=NARROW, has_scripts=False)
    code = telling.begin(instance, writer)
    writer.open(_of(writer, "story")).fill(story=SENTENCE).press("Pause")
    with writer.page.expect_download() as downloading:
        writer.page.get_by_role("link", name="Save my answers").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)

    later: Tab = tab(width=WIDE).open("/en/return/").follow("Open a saved file")
    later.press("Open the file")
    assert "Choose the file first." in later.words
    later.page.locator("input[type='file']").set_input_files(file)
    later.press("Open the file")

    assert "Your answers are here again." in later.words
    assert code not in later.words
    assert later.open(_of(later, "story")).page.locator(STORY).input_value() == SENTENCE


def test_the_link_of_a_letter_opens_the_draft_on_another_device(
    instance: Instance, tab: Opens
) -> None:
    writer: Tab = tab(width=NARROW)
    telling.begin(instance, writer)
    instance.confide(MAILBOX)
    writer.open(_of(writer, "story")).fill(story=SENTENCE).press("Pause")
    writer.fill(email=MAILBOX).press("Send me the letter")
    assert "The letter is on its way" in writer.words
    letter = instance.mail_to(MAILBOX)
    address = re.search(r"http\S+/return/letter/\S+", letter)
    assert address

    later: Tab = tab(width=NARROW).open(address[0]).press("Open my answers")

    assert later.path.endswith("/story/")
    assert later.page.locator(STORY).input_value() == SENTENCE


def _of(tab: Tab, step: str) -> str:
    """The address of another page of the same draft."""
    return re.sub(r"(/new/[^/]+/).*", rf"\g<1>{step}/", tab.path)


def _processes(folder: Path) -> list[int]:
    """Of the browser that keeps its things there; the one that started the others first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and str(folder).encode() in _command(entry):
            found.append(int(entry.name))
    return sorted(found)


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""
