from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from config.local import chromium
from tests.browser.tab import Tab
from tests.instance import Instance

Opens = Callable[..., Tab]
WIDE, NARROW = 1280, 320
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for who permits its use
]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Ends with these tests: while it runs, Django takes every test for an asynchronous one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=chromium.find(), args=QUIET) as started:
        yield started


@pytest.fixture
def tab(browser: Browser, instance: Instance) -> Iterator[Opens]:
    """Opens tabs, each of somebody else; they close with the test."""
    with ExitStack() as closing:

        def opens(*, width: int = WIDE, has_scripts: bool = True) -> Tab:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                java_script_enabled=has_scripts,
                locale="en",
                accept_downloads=True,
            )
            context.set_default_timeout(60_000)
            closing.callback(context.close)
            return Tab(context.new_page(), instance.url, has_axe=has_scripts)

        yield opens
