"""The least that makes an XLSX or an ODS file, so that a test can put anything into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
}


Rows = Sequence[Sequence[str | float | date]]


def xlsx_of(*rows: Sequence[str | float | date], filler: int = 0) -> bytes:
    """A workbook with one sheet; `filler` is so many bytes of one cell that nobody needs."""
    return xlsx_of_sheets({"List": rows}, filler=filler)


def xlsx_of_sheets(sheets: Mapping[str, Rows], *, filler: int = 0) -> bytes:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number, _name in enumerate(sheets, start=1)
    )
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        package.writestr("xl/workbook.xml", book)
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        )
        for number, rows in enumerate(sheets.values(), start=1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{_lines(rows)}'.encode())
                if filler:
                    sheet.write(b'<row><c t="inlineStr"><is><t>')
                    for _each in range(filler >> 20):
                        sheet.write(b"x" * (1 << 20))
                    sheet.write(b"</t></is></c></row>")
                sheet.write(b"</sheetData></worksheet>")
    return file.getvalue()


def ods_of(sheets: Mapping[str, Sequence[Sequence[str | date]]]) -> bytes:
    """As LibreOffice writes it: each sheet a table, a date beside the words that show it."""
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(
            f"<table:table-row>{''.join(map(_of_ods, row))}</table:table-row>" for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(f'xmlns:{each}="{ODF}:{each}:1.0"' for each in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>'
        )
        package.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _of_ods(said: str | date) -> str:
    if isinstance(said, date):
        told = f'office:value-type="date" office:date-value="{said.isoformat()}"'
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell {told}><text:p>{escape(str(said))}</text:p></table:table-cell>"


def _lines(rows: Rows) -> str:
    return "".join(
        f'<row r="{number}">{"".join(_cell(each) for each in row)}</row>'
        for number, row in enumerate(rows, start=1)
    )


def _cell(said: str | float | date) -> str:
    if isinstance(said, date):
        return f'<c s="1"><v>{(said - date(1899, 12, 30)).days}</v></c>'
    if isinstance(said, int | float):
        return f"<c><v>{said}</v></c>"
    if said.startswith("="):
        return f'<c t="str"><f>{escape(said[1:])}</f><v>Computed</v></c>'
    return f'<c t="inlineStr"><is><t>{escape(said)}</t></is></c>'
