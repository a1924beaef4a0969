from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import ListEdition, SourceList
from testimonies.models.episode import EpisodeType
from testimonies.models.imported import Licence
from testimonies.models.person import Role

#: A line of 200 signs for half a million people.
MOST_BYTES = 100 << 20


@dataclass(frozen=True)
class Described:
    """What whoever brings a list says of it."""

    name: str
    holder: str
    licence: str
    terms: str = ""
    role: str = Role.PERSON_DEPORTED
    episode: str = EpisodeType.SPECIAL_SETTLEMENT
    given_by: str = ""
    dated_on: date | None = None
    encoding: str = ""


def receive(file: IO[bytes], described: Described, *, by: User | None) -> ListEdition:
    """Keep a list as it came; a worker reads it. Raises `Refusal`.

    A list of a name that we know is another edition of it: then holder, licence, role and episode
    must be the same, since they are what its rows were taken for.
    """
    if described.licence == Licence.AGREEMENT and not described.terms:
        raise Refusal(_("Write where the agreement with the holder lies."))
    try:
        kept = keeping.keep(file)
    except OSError as error:
        raise Refusal(_("We cannot keep this file just now. Please try again later.")) from error
    with keeping.forgotten_on_refusal(kept.path):
        if not 0 < kept.size <= MOST_BYTES:
            raise Refusal(
                _("This file is empty, or larger than %(most)s MB.") % {"most": MOST_BYTES >> 20}
            )
        return _enter(kept, described, by)


@transaction.atomic
def _enter(kept: keeping.Kept, described: Described, by: User | None) -> ListEdition:
    own = {
        "holder": described.holder,
        "licence": described.licence,
        "terms": described.terms,
        "role": described.role,
        "episode": described.episode,
    }
    source, _is_new = SourceList.objects.get_or_create(name=described.name, defaults=own)
    if any(getattr(source, field) != value for field, value in own.items()):
        raise Refusal(
            _(
                "We have a list of this name with another holder, licence or content. Give this"
                " one a name of its own, or say the same of it."
            )
        )
    edition = ListEdition.objects.create(
        source=source,
        dated_on=described.dated_on,
        given_by=described.given_by,
        by=by,
        original=kept.path,
        sha256=kept.sha256,
        size=kept.size,
        encoding=described.encoding,
    )
    custody.record("list.received", edition, by=by, sha256=kept.sha256, size=kept.size)
    return edition
