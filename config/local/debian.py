"""Programs of the distribution that some tests need, and root may install."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from config.local.processes import CannotStart

#: Two test processes may each need something at the same moment.
ONE_BY_ONE = ("-o", "DPkg::Lock::Timeout=300")
INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *ONE_BY_ONE)
#: For what is not needed: nobody waits for a line that is not there.
AT_ONCE = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")


def install(why: str, packages: Sequence[str]) -> None:
    """Install them through apt, or say how. Whether they are there now the caller finds out."""
    if not _may_install():
        raise CannotStart(
            f"{why}, and only root may install it here:\n"
            f"  sudo apt-get install {' '.join(packages)}"
        )
    _say(packages)
    for step in (["apt-get", "update", "-qq"], [*INSTALL, *packages]):
        # apt-get update may fail for one source of several; only the result counts.
        _run(step)


def install_if_offered(packages: Sequence[str]) -> None:
    """What is better than what is here, but not needed."""
    if _may_install() and _are_offered(packages):
        _say(packages)
        _run([*INSTALL, *AT_ONCE, *packages])


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _are_offered(packages: Sequence[str]) -> bool:
    asked = ["apt-cache", "show", *packages]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _say(packages: Sequence[str]) -> None:
    print(f"Installing {' '.join(packages)} through apt …", flush=True)


def _run(step: Sequence[str]) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(step, env=quiet, stdout=subprocess.DEVNULL, check=False)
