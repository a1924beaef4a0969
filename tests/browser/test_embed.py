"""The small page in the frame of a site that is not ours, as a browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from tests.instance import Instance
from tests.journeys.signing import PETITION

WIDTHS = (240, 320, 600)


@contextmanager
def foreign_site(frames: str) -> Iterator[str]:
    """Another origin, which asks of all that it shows to agree to be shown."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{frames}".encode())

        def log_message(self, *_said: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.05))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def frame(address: str, width: int) -> str:
    return f'<iframe src="{address}" width="{width}" height="300"></iframe>'


@pytest.mark.parametrize("language", ["en", "uk"])
def test_it_is_shown_from_240_pixels_on_and_leaves_no_cookie(
    browser: Browser, instance: Instance, language: str
) -> None:
    address = f"{instance.url}/embed/{PETITION}/?lang={language}"
    context = browser.new_context(viewport={"width": 800, "height": 1200})
    page: Page = context.new_page()

    with foreign_site("".join(frame(address, width) for width in WIDTHS)) as site:
        page.goto(site)
        for inner in page.frames[1:]:
            inner.wait_for_load_state("load")
            assert inner.locator("h1").is_visible()
            hidden = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert inner.evaluate(hidden) <= 0, inner.url
            assert inner.locator("a").bounding_box()["height"] >= 48  # type: ignore[index]
            colour = "getComputedStyle(document.querySelector('a')).backgroundColor"
            assert inner.evaluate(colour) == "rgb(29, 63, 102)"  # the sheet was let in
        assert len(page.frames) == 1 + len(WIDTHS)

    assert context.cookies() == []
    context.close()


def test_no_other_page_of_ours_is_shown_there(browser: Browser, instance: Instance) -> None:
    context = browser.new_context()
    page = context.new_page()

    with foreign_site(frame(f"{instance.url}/en/petitions/{PETITION}/", 600)) as site:
        page.goto(site)
        page.wait_for_load_state("networkidle")
        shown = [inner.url for inner in page.frames[1:]]

    assert all(not url.startswith(instance.url) for url in shown), shown
    context.close()
