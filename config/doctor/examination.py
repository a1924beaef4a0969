"""The whole examination, in the order in which one thing needs the other."""

from __future__ import annotations

from collections.abc import Iterator

from config.doctor import house, leaving, ledgers, machine, trusting
from config.doctor.finding import Finding, Health, Look

WITHOUT_DATABASE: tuple[Look, ...] = (
    machine.the_settings,
    machine.the_languages,
    machine.the_broker,
    machine.the_workers,
    machine.the_mail_server,
    machine.the_identities,
    machine.the_disk,
    machine.the_store,
    machine.the_scanner,
    house.the_seal,
    trusting.the_trust_store,
    trusting.the_services_asked,
)
WITH_DATABASE: tuple[Look, ...] = (
    machine.the_beat,
    house.the_keys,
    house.the_letters,
    house.the_files,
    house.the_custody_log,
    house.the_bundles,
    house.the_archive,
    ledgers.the_ledgers,
    house.the_institutions,
    leaving.the_connections,
    house.the_switches,
    house.the_staff,
)


def examine() -> Iterator[Finding]:
    database = list(machine.the_database())
    yield from database
    for look in WITHOUT_DATABASE:
        yield from look()
    if all(finding.health == Health.WELL for finding in database):
        for look in WITH_DATABASE:
            yield from look()
