"""A trusted list for the TEST authority, so that the DigiDoc library accepts its seals offline.

Shapes after ETSI TS 119 612: a list of lists (``test-lotl.xml``) points to the national list
(``EE.xml``), which names our certification, timestamp and OCSP services as granted.
"""

import base64
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner

from config.local.authority import pki
from config.local.processes import packaged

TSL = "http://uri.etsi.org/02231/v2#"
EXTRA = "http://uri.etsi.org/02231/v2/additionaltypes#"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TRUST = "http://uri.etsi.org/TrstSvc"
NATIONAL = f"{TRUST}/TrustedList/TSLType/EUgeneric"
LIST_OF_LISTS = f"{TRUST}/TrustedList/TSLType/EUlistofthelists"
# Nothing listens there: the name of the file is what counts, the lists are read from the folder.
LOCATION = "http://127.0.0.1"

Element = etree._Element

# The wheel of the DigiDoc library lacks the ETSI schema; for lists of our own this is enough.
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{TSL}"
    elementFormDefault="qualified">
  <xs:element name="TrustServiceStatusList"><xs:complexType mixed="true">
    <xs:sequence>
      <xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:anyAttribute processContents="skip"/>
  </xs:complexType></xs:element>
</xs:schema>
"""
README = """TEST trust store: a trusted list that only this instance believes.

test-lotl.xml    the list of trusted lists, signed by lotl.pem
EE.xml           the national list: the TEST certification, timestamp and OCSP services
lotl.pem         the certificate that signs test-lotl.xml
root.pem         the root of the TEST authority (openssl ts -verify -CAfile root.pem)
*.xsd            the schemas that the DigiDoc library reads
.digidocpp/      its configuration: never look for newer lists

A verifier process (one of its own, since all of this is process-wide):
  1. HOME=<this folder> before pydigidoc is imported
  2. conf = pydigidoc.DigiDocConf(<this folder>)
     conf.set_tslcert(<DER of lotl.pem>); conf.set_tslurl("http://127.0.0.1/test-lotl.xml")
  3. pydigidoc.Conf.init(conf.transfer()); pydigidoc.digidoc.initialize("name/version")
"""
DIGIDOC_CONFIGURATION = """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <param name="tsl.autoupdate">false</param>
  <param name="tsl.onlineDigest">false</param>
</configuration>
"""


def write(authority: Path) -> None:
    """Fill ``trust/`` beside the certificates of the authority."""
    folder = authority / "trust"
    (folder / ".digidocpp").mkdir(parents=True)
    (folder / ".digidocpp" / "digidocpp.conf").write_text(DIGIDOC_CONFIGURATION)
    for schema in (packaged("pydigidoc") / "schema").glob("*.xsd"):
        shutil.copy(schema, folder)
    (folder / "ts_119612v020201_201601xsd.xsd").write_text(SCHEMA)
    _sign(_national_list(authority), authority, "list", folder / "EE.xml")
    _sign(_list_of_lists(authority), authority, "lotl", folder / "test-lotl.xml")
    shutil.copy(authority / "lotl.cert.pem", folder / "lotl.pem")
    shutil.copy(authority / "root.cert.pem", folder / "root.pem")
    (folder / "README").write_text(README)


def make(tag: str, *content: str | Element, namespace: str = TSL) -> Element:
    element = etree.Element(f"{{{namespace}}}{tag}", nsmap={"tsl": TSL, "extra": EXTRA})
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def _national_list(authority: Path) -> Element:
    services = make(
        "TSPServices",
        _service("CA/QC", "TEST certificates", authority, "issuing"),
        _service("TSA/QTST", "TEST timestamps", authority, "tsa"),
        _service("Certstatus/OCSP/QC", "TEST certificate status", authority, "ocsp"),
    )
    provider = make("TrustServiceProvider", services)
    return make(
        "TrustServiceStatusList",
        _scheme(NATIONAL, "EE"),
        make("TrustServiceProviderList", provider),
    )


def _list_of_lists(authority: Path) -> Element:
    mime = make("MimeType", "application/vnd.etsi.tsl+xml", namespace=EXTRA)
    pointer = make(
        "OtherTSLPointer",
        make("ServiceDigitalIdentities", _identity(authority, "list")),
        make("TSLLocation", f"{LOCATION}/EE.xml"),
        make(
            "AdditionalInformation",
            make("OtherInformation", make("TSLType", NATIONAL)),
            make("OtherInformation", make("SchemeTerritory", "EE")),
            make("OtherInformation", mime),
        ),
    )
    return make(
        "TrustServiceStatusList", _scheme(LIST_OF_LISTS, "EU", make("PointersToOtherTSL", pointer))
    )


def _scheme(kind: str, territory: str, *pointers: Element) -> Element:
    now = datetime.now(UTC)
    return make(
        "SchemeInformation",
        make("TSLVersionIdentifier", "5"),
        make("TSLSequenceNumber", "1"),
        make("TSLType", kind),
        make("SchemeOperatorName", _in_english("TEST")),
        make("SchemeTerritory", territory),
        *pointers,
        make("ListIssueDateTime", f"{now:%Y-%m-%dT%H:%M:%SZ}"),
        make("NextUpdate", make("dateTime", f"{now + timedelta(days=3650):%Y-%m-%dT%H:%M:%SZ}")),
    )


def _in_english(text: str) -> Element:
    name = make("Name", text)
    name.set(LANG, "en")
    return name


def _service(kind: str, label: str, authority: Path, certificate: str) -> Element:
    return make(
        "TSPService",
        make(
            "ServiceInformation",
            make("ServiceTypeIdentifier", f"{TRUST}/Svctype/{kind}"),
            make("ServiceName", _in_english(label)),
            _identity(authority, certificate),
            make("ServiceStatus", f"{TRUST}/TrustedList/Svcstatus/granted"),
            make("StatusStartingTime", "2020-01-01T00:00:00Z"),
        ),
    )


def _identity(authority: Path, certificate: str) -> Element:
    der = pki.certificate(authority, certificate).public_bytes(Encoding.DER)
    encoded = base64.b64encode(der).decode()
    return make("ServiceDigitalIdentity", make("DigitalId", make("X509Certificate", encoded)))


def _sign(document: Element, authority: Path, signer: str, path: Path) -> None:
    document.set("Id", "tsl")
    signing = XMLSigner(
        signature_algorithm="ecdsa-sha256",
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signing.sign(
        document,
        key=pki.private_key(authority, signer),
        cert=[pki.certificate(authority, signer)],
    )
    etree.ElementTree(signed).write(str(path), xml_declaration=True, encoding="UTF-8")
