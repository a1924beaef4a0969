"""``python -m …examination FILE``: what is signed in a container that came back, by whom.

Never import this module: it looks at a stranger's file, without our keys, our database and much
memory. It says one line of JSON: what is wrong, the bundle's identity, and each signature.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from petitions.bundles import signature_check, signed_xml
from petitions.bundles.container import opened
from petitions.bundles.flaw import Flaw
from petitions.bundles.xades import DS

MEMORY = 1 << 30
BUNDLE = "bundle.json"


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    settings.configure(USE_I18N=False)
    sys.stdout.write(json.dumps(_found(path)))


def _found(path: Path) -> dict[str, Any]:
    """Each signature covers every file: with our own unchanged, so is all that we sealed."""
    try:
        with opened(path) as container:
            checked = signature_check.check(container)
            values = [
                hashlib.sha256(signed_xml.content_of(each, f"{{{DS}}}SignatureValue")).hexdigest()
                for each in signature_check.elements(container)
            ]
            identity = hashlib.sha256(container.read(BUNDLE)).hexdigest()
    except Flaw as flaw:
        return {"problems": [str(flaw)]}
    except KeyError:
        return {"problems": ["This is no bundle of ours."]}
    signers = [{"name": each.signer, "level": each.level} for each in checked]
    return {"problems": [], "identity": identity, "values": values, "signers": signers}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
