"""What people read: every letter is drawn, nothing typed is obeyed, archives can keep it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from petitions.bundles import documents, manifest
from petitions.bundles.documents import Record, Row, Section, Text
from petitions.bundles.payload import Frame

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
LETTERS = {
    "et": "õäöüšž ÕÄÖÜŠŽ",
    "lt": "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ „“",
    "lv": "āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ",
    "pl": "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ",
    "uk": "ґєії ҐЄІЇ абвгд ы ё ъ ’",
    "en": "naïve – “quoted”… § €",
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
            "language": str(opened.Root.Lang),
            "fonts": all(any(k in f for k in ("/FontFile2", "/FontFile3")) for f in inside),
            "scripts": "/JavaScript" in opened.Root.get("/Names", {}),
            "attached": [str(f.UF) for f in opened.Root.get("/AF", [])],
        }


@pytest.mark.parametrize("language", LETTERS)
def test_a_cover_is_archivable_and_accessible_in_every_language(
    frame: Frame, tmp_path: Path, language: str
) -> None:
    pdf = documents.cover(
        frame.manifest, language=language, title=LETTERS[language], institution="Riigikogu"
    )

    assert promises(pdf, tmp_path) == {
        "pdfa": ("3", "A"),
        "pdfua": "1",
        "tagged": True,
        "language": language,
        "fonts": True,
        "scripts": False,
        "attached": ["bundle.json"],
    }


def test_the_cover_carries_bundle_json_and_its_digest(frame: Frame, tmp_path: Path) -> None:
    pdf = documents.cover(frame.manifest, language="en", title="Remember", institution="Riigikogu")

    (tmp_path / "cover.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "cover.pdf") as opened:
        inside = opened.attachments["bundle.json"].get_file().read_bytes()
    assert inside == frame.manifest.canonical()
    assert manifest.identity(inside) in drawn(pdf, tmp_path)
    assert "TEST: made for trying out" in drawn(pdf, tmp_path)


@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_our_languages_is_drawn(tmp_path: Path, language: str) -> None:
    text = Text(language, "Title", LETTERS[language], "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    found = drawn(pdf, tmp_path).replace(" ", "")
    assert LETTERS[language].replace(" ", "") in found
    assert "TEST" not in found


def test_what_somebody_typed_is_never_markup(tmp_path: Path) -> None:
    typed = '#sys.inputs *bold* $x$ @ref <label> \\ `raw` // = heading "q" --- #eval("1")'
    text = Text("en", typed, typed, typed)

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    assert drawn(pdf, tmp_path).replace(" ", "").count(typed.replace(" ", "")) == 3


@pytest.mark.parametrize("strange", ["😀", "日本", "\x01", "\ue000", "ꙮ", "שלום", "\ud83d"])
def test_a_letter_that_no_font_draws_is_named(tmp_path: Path, strange: str) -> None:
    text = Text("en", "Title", f"before {strange} after", "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    assert f"[U+{ord(strange[0]):04X}]" in drawn(pdf, tmp_path)


def test_nobody_holds_up_a_bundle_by_stringing_strange_letters_together(tmp_path: Path) -> None:
    strange = "".join(chr(code) for code in range(0x20, 0x3000) if code not in range(0x7F, 0xA0))
    text = Text("en", "Title", f"before {strange} after", "Body")

    pdf = documents.petition(text, text_digest="ab" * 32, at=AT, is_test=False)

    found = drawn(pdf, tmp_path)
    assert "before" in found
    assert "[U+202E]" in found


def test_the_same_words_give_the_same_bytes(frame: Frame) -> None:
    def cover() -> bytes:
        return documents.cover(frame.manifest, language="lt", title="T", institution="Seimas")

    assert cover() == cover()


def test_a_record_shows_facts_and_words(tmp_path: Path) -> None:
    told = Record(
        title="Claim K-7",
        reference="K-7",
        language="en",
        opening="Recorded does not mean awarded.",
        sections=[Section("Period", [Row("From", "Tartu\nby train")], "We left.\n\nWe returned.")],
    )

    pdf = documents.record(told, at=AT, is_test=False)

    found = drawn(pdf, tmp_path)
    for words in ("Recorded does not mean awarded.", "by train", "We returned."):
        assert words in found


@pytest.mark.parametrize("language", LETTERS)
def test_how_to_verify_names_the_identity(frame: Frame, language: str) -> None:
    told = documents.how_to_verify(frame.manifest, language=language).decode()

    assert manifest.identity(frame.manifest.canonical()) in told
    assert f"cover.{language}.pdf" in told
    assert "sha256sum -c manifest-sha256.txt" in told
