from __future__ import annotations

from typing import TYPE_CHECKING

from testimonies.evidence import inspection, sealed_file
from testimonies.evidence.actions import HandedOut
from testimonies.evidence.uploads import place

if TYPE_CHECKING:
    from testimonies.models import Upload


def recording(upload: Upload) -> HandedOut | None:
    """What has come of a recording, open; None when it is none. Whoever takes it closes it."""
    path = place.path_of(upload.uuid)
    if not upload.offset or not path.exists():
        return None
    file = sealed_file.opened(path.open("rb"))
    kind = inspection.kind_of_recording(file)
    if not kind:
        file.close()
        return None
    return HandedOut(file, kind, upload.offset, f'"{upload.uuid}-{upload.offset}"')
