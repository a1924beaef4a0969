"""Sign on paper: printed, posted, scanned, keyed by one and read by another, counted once each."""

from __future__ import annotations

from tests.instance import Instance
from tests.journeys import desk, paper, signing
from tests.journeys.paper import Hand

AINO = Hand("Aino-Regina Pärnapuu", "14.6.1931")
VELLO = Hand("Vello Kuusekänd", "25.3.1939")
DESK = "/admin/petitions/papersheet/"


def test_a_sheet_is_printed_comes_back_and_counts(instance: Instance) -> None:
    before = signing.settled_count(instance)
    instance.confide(AINO.name, VELLO.name, "Pärnapuu", "Kuusekänd")
    sheet = paper.printed(instance)
    scan = paper.picture(sheet)

    first = desk.sign_in(instance, "moderator")
    form = first.open(DESK).follow("Register a sheet that came back")
    registered = form.press("Register the sheet", number=paper.code_on(scan), lines_filled=3)
    refused = registered.press("Add the scan", files={"file": ("a.jpg", b"no picture", "")})
    assert "not a picture or a PDF" in refused.text
    scanned = refused.press("Add the scan", files={"file": ("scan.png", scan, "image/png")})
    lines = scanned.follow("Key the lines")
    keyed = lines.press(
        "Keep these lines", **(AINO.keyed(1) | VELLO.keyed(2) | {"line-3-name": "?"})
    )
    assert "keyed: 3, read by two: 0" in keyed.text

    second = desk.sign_in(instance, "second")
    blind = second.open(keyed.url).follow("Read them a second time")
    assert "Pärnapuu" not in blind.response.text
    misread = Hand(VELLO.name, "26.3.1939")
    decide = blind.press(
        "Keep these lines", **(AINO.keyed(1) | misread.keyed(2) | {"line-3-name": "?"})
    )
    assert "Line 2 was read differently" in decide.text
    decide.press("The first is right")
    done = second.open(keyed.url)

    assert "2 of 3 lines legible" in done.text
    assert "Pärnapuu" not in done.text
    assert signing.settled_count(instance) == before + 2
