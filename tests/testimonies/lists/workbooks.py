"""The least that makes an XLSX file, so that a test can put anything into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
}


def xlsx_of(*rows: Sequence[str | float | date], filler: int = 0) -> bytes:
    """A workbook with one sheet; `filler` is so many bytes of one cell that nobody needs."""
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(each) for each in row)}</row>'
        for number, row in enumerate(rows, start=1)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{lines}'.encode())
            if filler:
                sheet.write(b'<row><c t="inlineStr"><is><t>')
                for _each in range(filler >> 20):
                    sheet.write(b"x" * (1 << 20))
                sheet.write(b"</t></is></c></row>")
            sheet.write(b"</sheetData></worksheet>")
    return file.getvalue()


def _cell(said: str | float | date) -> str:
    if isinstance(said, date):
        return f'<c s="1"><v>{(said - date(1899, 12, 30)).days}</v></c>'
    if isinstance(said, int | float):
        return f"<c><v>{said}</v></c>"
    if said.startswith("="):
        return f'<c t="str"><f>{escape(said[1:])}</f><v>Computed</v></c>'
    return f'<c t="inlineStr"><is><t>{escape(said)}</t></is></c>'
