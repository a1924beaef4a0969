"""``python -m petitions.bundles.digidoc FILE TRUST``: what the DigiDoc library says of a file.

Never import this module: the library holds the interpreter's lock, is configured for a whole
process from its HOME, and may crash it. ``second_opinion.ask`` starts it in a process of its own.
"""

import json
import os
import ssl
import sys
from contextlib import suppress
from pathlib import Path

import pydigidoc

# Nothing listens there. Lists are read from the folder; the name of the file is what counts.
NOWHERE = "http://127.0.0.1/"


def opinion(container: Path, trust: Path) -> str:
    """Why the container is not valid, or nothing when it is."""
    start(trust)
    return opinion_of(container)


def go_first() -> None:
    """Where memory ends, the kernel takes this process, and no worker and no database."""
    with suppress(OSError):  # elsewhere than on Linux
        Path("/proc/self/oom_score_adj").write_text("1000")


def start(trust: Path) -> None:
    """Once in a process."""
    pydigidoc.Conf.init(configuration(trust).transfer())
    pydigidoc.digidoc.initialize("atmintis/1")


def opinion_of(container: Path) -> str:
    signatures: list[pydigidoc.Signature] = []
    try:
        opened = pydigidoc.Container.open(str(container))
        signatures.extend(opened.signatures())
        for number in range(len(signatures)):
            signatures[number].validate()
        return "" if signatures else "There is no signature."
    except RuntimeError as error:
        return " ".join(str(error).split()) or "Invalid."
    finally:
        signatures.clear()  # before the container goes, or it crashes


def configuration(trust: Path) -> pydigidoc.DigiDocConf:
    conf = pydigidoc.DigiDocConf(str(trust))
    conf.set_log_level(0)
    conf.set_log_file("")
    conf.set_tslcert(ssl.PEM_cert_to_DER_cert((trust / "lotl.pem").read_text()))
    conf.set_tslurl(NOWHERE + next(trust.glob("*lotl.xml")).name)
    return conf


if __name__ == "__main__":
    go_first()
    said = opinion(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
    sys.stdout.write(json.dumps({"reason": said}))
    sys.stdout.flush()
    os._exit(0)  # the library's own clean-up at exit may crash
