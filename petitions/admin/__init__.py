"""The desks of this app."""

from petitions.admin import (
    bundles,
    connections,
    containers,
    deliveries,
    endorsements,
    erasures,
    invalidations,
    news,
    packages,
    paper,
    petitions,
    quarantine,
    responses,
    schedules,
    targets,
)

__all__ = [
    "bundles",
    "connections",
    "containers",
    "deliveries",
    "endorsements",
    "erasures",
    "invalidations",
    "news",
    "packages",
    "paper",
    "petitions",
    "quarantine",
    "responses",
    "schedules",
    "targets",
]
