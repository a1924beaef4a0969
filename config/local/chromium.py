"""The browser that the browser tests drive: the distribution's own Chromium."""

import shutil

from config.local import debian
from config.local.processes import CannotStart

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")


def find_or_install() -> str:
    return find() or _install()


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> str:
    debian.install("The browser tests need Chromium", PACKAGES)
    path = find()
    if path is None:
        raise CannotStart(
            f"Chromium could not be installed: apt-get install {PACKAGES[0]} failed."
        )
    return path
