"""Can bundles reach those who get them by a server?"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag

from config.doctor.doors import answers
from config.doctor.finding import Finding, missing, well, wrong
from petitions.models import Connection
from petitions.models.connection import Kind
from testimonies.models import TargetProfile
from testimonies.privacy.vault import UnknownKey

CONNECTIONS = "connections"


def the_connections() -> Iterator[Finding]:
    """Nobody signs in: the desk's “Try the connection” does, and writes down who asked."""
    known = list(Connection.objects.select_related("institution").order_by("pk"))
    written = {(each.institution_id, each.channel) for each in known}
    troubles = [
        wrong(CONNECTIONS, f"{profile.code} goes by {profile.channel}, and nobody says how.")
        for profile in TargetProfile.objects.filter(channel__in=Kind.values).order_by("code")
        if (profile.institution_id, profile.channel) not in written
    ]
    for each in known:
        troubles += _troubles_of(each, f"{each.institution.code} by {each.channel}")
    yield from troubles
    if known and not troubles:
        yield well(CONNECTIONS, f"{len(known)} servers open their doors")


def _troubles_of(connection: Connection, which: str) -> Iterator[Finding]:
    try:
        is_open = bool(connection.secret)
    except (UnknownKey, InvalidTag):
        is_open = False
    if not is_open:
        yield wrong(CONNECTIONS, f"{which}: its secret does not open. Enter it anew at the desk.")
    address = connection.server
    if connection.channel == Kind.SFTP:
        host = f"[{address}]" if ":" in address else address
        address = f"sftp://{host}:{connection.port}" if connection.port else f"sftp://{host}"
        if not connection.host_key:
            yield missing(CONNECTIONS, f"{which}: no key of the server, so nothing is sent.")
    if not answers(address):
        yield wrong(CONNECTIONS, f"{which}: nobody answers there.")
