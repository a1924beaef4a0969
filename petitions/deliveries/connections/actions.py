"""Used by the desk: how institutions are reached by channels that need a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries.channels import s3, sftp
from petitions.models import Connection
from petitions.models.connection import Kind
from testimonies.custody import log as custody
from testimonies.errors import Refusal

TRIES: dict[str, Callable[[Connection], None]] = {Kind.SFTP: sftp.try_out, Kind.S3: s3.try_out}


@transaction.atomic
def write_down(connection: Connection, *, changed: Sequence[str], by: User) -> Connection:
    """Keep how an institution is reached. What is recorded names no secret."""
    is_new = connection.pk is None
    connection.save()
    custody.record(
        "connection.made" if is_new else "connection.changed",
        connection,
        by=by,
        institution=connection.institution.code,
        channel=connection.channel,
        fields=sorted(changed),
    )
    return connection


def try_out(connection_id: int, *, by: User) -> str:
    """Sign in, look, and leave; the sentence for the desk. Sends nothing. Raises `Refusal`."""
    connection = Connection.objects.select_related("institution").get(pk=connection_id)
    if connection.channel == Kind.SFTP and not connection.host_key:
        line, mark = sftp.shown_key(connection)
        custody.record("connection.tried", connection, by=by, is_well=False)
        return _(
            "The server shows the key %(mark)s. Compare this with the institution by telephone; "
            "if it is right, write down: %(line)s"
        ) % {"mark": mark, "line": line}
    try:
        TRIES[connection.channel](connection)
    except Refusal:
        custody.record("connection.tried", connection, by=by, is_well=False)
        raise
    custody.record("connection.tried", connection, by=by, is_well=True)
    return _("The connection works: we were let in, and the place is there.")
