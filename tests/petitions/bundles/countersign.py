"""``python countersign.py FILE OUT P12 PASSWORD TSA OCSP``: what a registry does in DigiDoc.

Run in a process of its own with HOME set to a trust folder, as the library wants it.
"""

import os
import sys
from pathlib import Path

import pydigidoc

from petitions.bundles.digidoc import configuration

if __name__ == "__main__":
    container, target, p12, password, tsa, ocsp = sys.argv[1:]
    conf = configuration(Path(os.environ["HOME"]))
    conf.set_tsurl(tsa)
    responders = pydigidoc.StringMap()
    responders["TEST Issuing CA"] = ocsp
    conf.set_ocspurls(responders)
    pydigidoc.Conf.init(conf.transfer())
    pydigidoc.digidoc.initialize("registry/1")
    opened = pydigidoc.Container.open(container)
    signer = pydigidoc.PKCS12Signer(p12, password)
    signer.set_profile("time-stamp")
    opened.sign(signer)
    opened.save(target)
    os._exit(0)
