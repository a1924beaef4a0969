"""The browser that the browser tests drive: the distribution's own Chromium.

Where it can be had, the one without a window: the same browser for less than half the work.
"""

import shutil

from config.local import debian
from config.local.processes import CannotStart

LIGHT = "chromium-headless-shell"
NAMES = (LIGHT, "chromium", "chromium-browser", "google-chrome")
FONT = "fonts-dejavu-core"


def find_or_install() -> str:
    if shutil.which(LIGHT) is None:
        debian.install_if_offered((LIGHT, FONT))
    return find() or _install()


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> str:
    debian.install("The browser tests need Chromium", ("chromium", FONT))
    path = find()
    if path is None:
        raise CannotStart("Chromium could not be installed: apt-get install chromium failed.")
    return path
