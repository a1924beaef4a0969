"""What a PDF promises of itself (ISO 19005-3 level A, ISO 14289-1), and what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

#: What holds for each document that leaves the house; its language and attachments are its own.
KEPT = {
    "pdfa": ("3", "A"),
    "pdfua": "1",
    "tagged": True,
    "titled": True,
    "colours": True,
    "encrypted": False,
    "identified": True,
    "fonts": True,
    "scripts": False,
    "attached": [],
}


def drawn(pdf: bytes, folder: Path) -> str:
    """The text as a reader's search finds it: through each font's table back to Unicode."""
    (folder / "out.pdf").write_bytes(pdf)
    with pikepdf.open(folder / "out.pdf") as opened:
        return "".join(_texts(opened))


def _texts(opened: pikepdf.Pdf) -> Iterator[str]:
    for page in opened.pages:
        tables = {name: _table(font) for name, font in page.Resources.Font.items()}
        current: dict[bytes, str] = {}
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            operator = step.operator
            if str(operator) == "Tf":
                current = tables[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                parts = operands[0] if str(operator) == "TJ" else operands
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        raw = bytes(part)
                        yield "".join(
                            current.get(raw[i : i + 2], "") for i in range(0, len(raw), 2)
                        )


def _table(font: Any) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for line in bytes(font.ToUnicode.read_bytes()).decode("latin-1").splitlines():
        parts = [part.strip("<>") for part in line.split()]
        if len(parts) == 2 and line.startswith("<"):
            found[bytes.fromhex(parts[0])] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return found


def promises(pdf: bytes, folder: Path) -> dict[str, object]:
    (folder / "out.pdf").write_bytes(pdf)
    with pikepdf.open(folder / "out.pdf") as opened:
        about = opened.open_metadata()
        fonts = [f for page in opened.pages for f in page.Resources.get("/Font", {}).values()]
        inside = [f.get("/DescendantFonts", [f])[0].FontDescriptor for f in fonts]
        return {
            "pdfa": (about.get("pdfaid:part"), about.get("pdfaid:conformance")),
            "pdfua": about.get("pdfuaid:part"),
            "tagged": bool(opened.Root.MarkInfo.Marked) and "/StructTreeRoot" in opened.Root,
            "titled": bool(opened.Root.ViewerPreferences.DisplayDocTitle),
            "colours": bool(opened.Root.OutputIntents),
            "encrypted": opened.is_encrypted,
            "identified": "/ID" in opened.trailer,
            "language": str(opened.Root.Lang),
            "fonts": all(any(k in f for k in ("/FontFile2", "/FontFile3")) for f in inside),
            "scripts": "/JavaScript" in opened.Root.get("/Names", {}),
            "attached": [str(f.UF) for f in opened.Root.get("/AF", [])],
        }
