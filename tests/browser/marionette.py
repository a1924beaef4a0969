"""A Firefox that is told what to do in its own protocol, Marionette: no driver stands between.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from config.local import firefox

PATIENCE = 90
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
#: Quiet, in English, and asking nobody for anything.
PREFERENCES: Mapping[str, Any] = {
    "marionette.port": 0,  # a free one, which it writes into its folder
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.getAddons.cache.enabled": False,
    "intl.accept_languages": "en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "accessibility.tabfocus": 7,
    "browser.download.alwaysOpenPanel": False,  # it would take the keyboard
    # A device with a lock, as the browser plays it.
    "security.webauth.webauthn_enable_softtoken": True,
    "security.webauth.webauthn_enable_usbtoken": False,
    # Or what is kept of a site is read anew with each page, and comes after it is looked at.
    "browser.zoom.siteSpecific": False,
}


class Failed(Exception):
    """What the browser says that it could not do."""


class Firefox:
    def __init__(self, port: int, downloads: Path) -> None:
        self.downloads = downloads
        self.connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.answers = self.connection.makefile("rb")
        self.number = 0
        self._read()  # it greets
        self.ask("WebDriver:NewSession", unhandledPromptBehavior="ignore")

    def close(self) -> None:
        self.answers.close()
        self.connection.close()

    def ask(self, command: str, **parameters: Any) -> Any:
        self.number += 1
        sent = json.dumps([0, self.number, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(sent), sent))
        _kind, _number, error, result = self._read()
        if error:
            raise Failed(f"{command}: {error['error']}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            byte = self.answers.read(1)
            if not byte:
                raise Failed("the browser has gone")
            length += byte
        return json.loads(self.answers.read(int(length[:-1])))

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """In a sandbox of its own, so that no policy of the page stands in the way."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=list(arguments))

    def run_waiting(self, script: str, *arguments: Any) -> Any:
        """The last argument of the script is called with the answer."""
        return self.ask("WebDriver:ExecuteAsyncScript", script=script, args=list(arguments))

    def find(self, css: str) -> str:
        found: str = self.ask("WebDriver:FindElement", using="css selector", value=css)[ELEMENT]
        return found

    def press(self, *keys: str) -> None:
        """On the keyboard, wherever the focus is, one key after the other."""
        self._keys([(kind, key) for key in keys for kind in ("keyDown", "keyUp")])

    def chord(self, held: str, key: str) -> None:
        """One key while another one is held."""
        self._keys([("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held)])

    def leave_by(self, key: str) -> None:
        """A key that leads to another page, which is waited for."""
        self.run("document.documentElement.dataset.before = '1'")
        self.press(key)
        self._wait_for_another_page()

    def _wait_for_another_page(self) -> None:
        arrived = (
            "return document.readyState === 'complete' && !document.documentElement.dataset.before"
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(Failed):  # between two pages there is none to ask
                if self.run(arrived):
                    return
            time.sleep(0.02)
        raise Failed("no other page came")

    def _keys(self, moves: list[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in moves]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("WebDriver:PerformActions", actions=[keyboard])

    def follow(self, css: str) -> None:
        """Press on something that leads to another page, which is waited for."""
        self.run("document.documentElement.dataset.before = '1'")
        self.ask("WebDriver:ElementClick", id=self.find(css))
        self._wait_for_another_page()

    def give_file(self, css: str, path: Path) -> None:
        self.ask("WebDriver:ElementSendKeys", id=self.find(css), text=str(path))

    def resize(self, width: int, height: int) -> None:
        """The page itself, without what the window has around it."""
        around = self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        self.ask("WebDriver:SetWindowRect", width=width + around[0], height=height + around[1])

    def enlarge(self, *, page: float = 1, text: float = 1) -> None:
        """As the browser's own zoom does, of everything or of the text alone; it stays so."""
        self._of_the_window(
            "ZoomManager.useFullZoom = arguments[1] === 1;"
            "FullZoom.setZoom(arguments[0] * arguments[1], gBrowser.selectedBrowser);",
            page,
            text,
        )

    def is_wide(self, width: int) -> bool:
        """Once the page is: window and page are two processes, and hear of a zoom in turn."""
        deadline = time.monotonic() + PATIENCE
        while self.run("return innerWidth") != width:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def let_scripts_run(self, allowed: bool) -> None:
        """Those of the pages that come. What we ask ourselves runs all the same."""
        self._of_the_window("shown.allowJavascript = arguments[0]", allowed)

    def forget_cookies(self) -> None:
        self.ask("WebDriver:DeleteAllCookies")

    def _of_the_window(self, script: str, *arguments: Any) -> None:
        self.ask("Marionette:SetContext", value="chrome")
        self.run(f"const shown = gBrowser.selectedBrowser.browsingContext; {script}", *arguments)
        self.ask("Marionette:SetContext", value="content")


@contextmanager
def running(folder: Path) -> Iterator[Firefox]:
    program = firefox.find()
    assert program, "Firefox is missing: `make test` installs it"
    folder.mkdir()
    downloads = folder / "downloads"
    told = {
        **PREFERENCES,
        "browser.download.folderList": 2,
        "browser.download.dir": str(downloads),
    }
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(said)});" for key, said in told.items()]
    (folder / "user.js").write_text("\n".join(lines))
    command = [
        program,
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(folder),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        with closing(Firefox(_port(folder, process), downloads)) as browser:
            yield browser
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    written = folder / "MarionetteActivePort"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, ValueError):
            return int(written.read_text())
        time.sleep(0.1)
    raise Failed(f"Firefox did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
