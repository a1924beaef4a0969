"""Programs of the distribution that some tests need, and root may install."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from config.local.processes import CannotStart


def install(why: str, packages: Sequence[str]) -> None:
    """Install them through apt, or say how. Whether they are there now the caller finds out."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotStart(
            f"{why}, and only root may install it here:\n"
            f"  sudo apt-get install {' '.join(packages)}"
        )
    print(f"Installing {' '.join(packages)} through apt …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for step in (["apt-get", "update", "-qq"], command):
        # apt-get update may fail for one source of several; only the result counts.
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False)
