import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from petitions.bundles import asice
from petitions.bundles.asice import Member, NotAMember, Reference


def a_file(folder: Path, name: str, content: str = "hello") -> Member:
    (folder / name).write_text(content)
    return Member(name, folder / name)


def a_mark(references: Sequence[Reference]) -> bytes:
    return "".join(f"{r.name} {r.digest.hex()}\n" for r in references).encode()


def test_the_media_type_comes_first_and_nothing_is_compressed(tmp_path: Path) -> None:
    target = tmp_path / "out.asice"

    asice.write(target, [a_file(tmp_path, "b.txt"), a_file(tmp_path, "a.csv")], a_mark)

    with zipfile.ZipFile(target) as container:
        infos = container.infolist()
        assert [info.filename for info in infos] == [
            "mimetype",
            "META-INF/manifest.xml",
            "a.csv",
            "b.txt",
            "META-INF/signatures0.xml",
        ]
        assert container.read("mimetype") == b"application/vnd.etsi.asic-e+zip"
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}
    # EN 319 162-1, A.1: the media type can be read at byte 38, after an empty extra field.
    assert target.read_bytes()[30:69] == b"mimetypeapplication/vnd.etsi.asic-e+zip"


def test_the_signature_gets_the_digest_of_every_member(tmp_path: Path) -> None:
    target = tmp_path / "out.asice"

    asice.write(target, [a_file(tmp_path, "a.txt", "what it says")], a_mark)

    expected = hashlib.sha256(b"what it says").hexdigest()
    assert zipfile.ZipFile(target).read(asice.SIGNATURES).decode() == f"a.txt {expected}\n"


def test_the_same_members_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    members = [a_file(tmp_path, name) for name in ("a.txt", "b.txt", "c.pdf")]

    asice.write(tmp_path / "1.asice", members, a_mark)
    asice.write(tmp_path / "2.asice", members[::-1], a_mark)

    assert (tmp_path / "1.asice").read_bytes() == (tmp_path / "2.asice").read_bytes()


@pytest.mark.parametrize("name", ["täht.txt", "a/b.txt", "../a.txt", ".hidden", "mimetype", ""])
def test_a_name_that_is_not_flat_ascii_is_refused(tmp_path: Path, name: str) -> None:
    member = Member(name, a_file(tmp_path, "a.txt").path)

    with pytest.raises(NotAMember, match="not a name"):
        asice.write(tmp_path / "out.asice", [member], a_mark)

    assert not (tmp_path / "out.asice").exists()


def test_an_empty_member_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAMember, match=r"“empty.txt” is empty"):
        asice.write(tmp_path / "out.asice", [a_file(tmp_path, "empty.txt", "")], a_mark)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    member = a_file(tmp_path, "a.txt")

    with pytest.raises(NotAMember, match=r"Two bundled files are called “a.txt”"):
        asice.write(tmp_path / "out.asice", [member, member], a_mark)


def test_a_container_without_members_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAMember):
        asice.write(tmp_path / "out.asice", [], a_mark)


def test_more_than_two_gigabytes_are_refused_before_a_byte_is_written(tmp_path: Path) -> None:
    large = tmp_path / "large.zip"
    with large.open("wb") as sparse:
        sparse.truncate(asice.LARGEST + 1)

    with pytest.raises(NotAMember, match="2 GB"):
        asice.write(tmp_path / "out.asice", [Member("large.zip", large)], a_mark)

    assert not (tmp_path / "out.asice").exists()
