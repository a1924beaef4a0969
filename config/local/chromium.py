"""The browser that the browser tests drive: the distribution's own Chromium."""

import os
import shutil
import subprocess

from config.local.processes import CannotStart

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")


def find_or_install() -> str:
    return find() or _install()


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> str:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotStart(
            "The browser tests need Chromium, and only root may install it here:\n"
            f"  sudo apt-get install {' '.join(PACKAGES)}"
        )
    print("Installing Chromium through apt …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    for command in (["apt-get", "update", "-qq"], install):
        # apt-get update may fail for one source of several; only the result counts.
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    path = find()
    if path is None:
        raise CannotStart(
            f"Chromium could not be installed: apt-get install {PACKAGES[0]} failed."
        )
    return path
