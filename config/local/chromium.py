"""The browser that the browser tests drive: the distribution's own Chromium.

Where it can be had, nearly all of them drive the one without a window: the same browser for less
than half the work. It has no microphone.
"""

import shutil

from config.local import debian
from config.local.processes import CannotStart

LIGHT = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")


def find_or_install() -> None:
    if find_whole() is None:
        debian.install("The browser tests need Chromium", PACKAGES)
    if find_whole() is None:
        raise CannotStart(
            f"Chromium could not be installed: apt-get install {PACKAGES[0]} failed."
        )
    if shutil.which(LIGHT) is None:
        debian.install_if_offered((LIGHT,))


def find() -> str | None:
    return shutil.which(LIGHT) or find_whole()


def find_whole() -> str | None:
    return next((path for name in WHOLE if (path := shutil.which(name))), None)
