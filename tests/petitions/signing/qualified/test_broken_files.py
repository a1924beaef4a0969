"""Files with bytes changed, lost or added anywhere: refused, or the same signature; no crash."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from config.local.authority import Authority
from petitions.signing.qualified import trust
from petitions.signing.qualified.reasons import Wrong
from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.adoc_program import (
    PARTS,
    RELATIONS,
    SIGNABLE,
    UNSIGNABLE,
    AdocProgram,
    relations,
    signable,
    unsignable,
)
from tests.petitions.signing.qualified.cades_programs import CadesPrograms, a_list
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
MANY = 120
#: In large files most lies in the statement; signatures and directories follow it.
INTERESTING = 12_000


@pytest.fixture(params=["adoc", "asice", "asics", "detached", "lasting", "beside", "pdf", "xades"])
def signed(
    request: pytest.FixtureRequest,
    programs: Programs,
    cades: CadesPrograms,
    made: Made,
    authority: Authority,
) -> bytes:
    files = {"statement.pdf": made.pdf}
    described = {SIGNABLE: signable(), UNSIGNABLE: unsignable(), RELATIONS: relations()}
    words = ([cades.answer()], [a_list(authority)])
    makers: dict[str, Callable[[], bytes]] = {
        "adoc": lambda: AdocProgram(programs, ("statement.pdf",), PARTS).sign(files | described),
        "asice": lambda: cades.asice(files),
        "asics": lambda: cades.asics(files, cades.file(made.pdf)),
        "detached": lambda: cades.file(made.pdf),
        "lasting": lambda: cades.lasting(made.pdf, *words),
        "beside": lambda: cades.lasting_beside(made.pdf, *words),
        "pdf": lambda: programs.lasting_pdf(made.pdf),
        "xades": lambda: programs.container(files),
    }
    return makers[request.param]()


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_broken_files_are_refused_or_say_the_same(
    judge: Judge, signed: bytes, authority: Authority
) -> None:
    alone = Circle(trust.load(authority.trust_store), "")
    chance = random.Random(1949)  # noqa: S311

    for _time in range(MANY):
        broken = _broken(signed, chance)
        try:
            proof = judge(broken, among=alone)
        except Wrong:
            continue
        assert proof.code in {"46001010006", "48001010005"}


def _broken(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _time in range(chance.choice((1, 1, 1, 3))):
        start = chance.choice((0, max(0, len(changed) - INTERESTING)))
        at, many = chance.randrange(start, len(changed)), chance.randrange(1, 9)
        way = chance.random()
        if way < 0.6:
            changed[at] = chance.randrange(256)
        elif way < 0.8:
            del changed[at : at + many]
        else:
            changed[at:at] = chance.randbytes(many)
    return bytes(changed)
