"""Real files, good and hostile, made here."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

SECRET_PLACE = b"camera of the neighbour"


def upload(
    content: bytes, name: str, kind: str = "application/octet-stream"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def a_picture(kind: str = "JPEG", *, size: tuple[int, int] = (600, 400)) -> bytes:
    """A picture with the place of the camera and its name in it."""
    made = io.BytesIO()
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = SECRET_PLACE.decode()
    exif[0x0112] = 6  # turned: the copy must stand upright without it
    exif.get_ifd(0x8825)[2] = (IFDRational(55), IFDRational(53), IFDRational(0))
    picture.save(made, kind, exif=exif)
    return made.getvalue()


def a_scan_of_pages(count: int, *, size: tuple[int, int] = (400, 600)) -> bytes:
    made = io.BytesIO()
    pages = [Image.new("1", size, number % 2) for number in range(count)]
    pages[0].save(made, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    return made.getvalue()


def a_pdf(*, password: str = "", pages: int = 1) -> bytes:
    """A PDF that runs a script when opened and carries a file."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _number in range(pages):
            document.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('evil script')")
        document.Root.OpenAction = script
        document.attachments["evil.exe"] = b"MZ evil attachment"
        if pages:
            document.pages[0].obj.Annots = pikepdf.Array(
                [
                    document.make_indirect(
                        pikepdf.Dictionary(
                            Type=pikepdf.Name.Annot,
                            Subtype=pikepdf.Name.Link,
                            Rect=[0, 0, 99, 99],
                            A=pikepdf.Dictionary(
                                S=pikepdf.Name.URI, URI="https://evil.example/follow"
                            ),
                        )
                    )
                ]
            )
        document.docinfo["/Author"] = SECRET_PLACE.decode()
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(made, encryption=encryption)
    return made.getvalue()


def a_bomb(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that says it has so many pixels each way."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(bytes(1_000_000))),
            chunk(b"IEND", b""),
        ]
    )


def _packed_with_spaces(content: bytes, megabytes: int) -> bytes:
    """As zlib packs it (RFC 1950). Each megabyte is packed alike, so one is packed for all."""
    spaces, packer = b" " * 1_048_576, zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    begun = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(content)
    for _each in range(megabytes):
        check = zlib.adler32(spaces, check)
    return b"\x78\xda" + begun + block * megabytes + packer.flush() + struct.pack(">I", check)


def a_jpeg_bomb(side: int = 65_500) -> bytes:
    """A JPEG of a few kilobytes that says it is as large as a JPEG can be."""
    picture = a_picture(size=(64, 64))
    start = picture.index(b"\xff\xc0") + 5  # after the length of the frame header, and the depth
    return picture[:start] + struct.pack(">HH", side, side) + picture[start + 4 :]


def a_pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose page tree lies in a stream that unpacks to so much."""
    tree = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>",
    )
    places = b"1 0 2 %d 3 %d " % (len(tree[0]) + 1, len(tree[0]) + len(tree[1]) + 2)
    packed = _packed_with_spaces(places + b" ".join(tree), megabytes)
    start = b"%PDF-1.5\n"
    stream = b"4 0 obj<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        len(places),
        len(packed),
    )
    stream += packed + b"\nendstream endobj\n"
    at = len(start) + len(stream)
    entries = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(start), 0), (1, at, 0)]
    table = b"".join(struct.pack(">BIH", *entry) for entry in entries)
    index = b"5 0 obj<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    index += table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at
    return start + stream + index


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
PROGRAM = b"MZ\x90\x00" + bytes(500)
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
