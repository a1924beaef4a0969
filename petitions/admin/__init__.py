"""The desks of this app."""

from petitions.admin import (
    bundles,
    containers,
    deliveries,
    endorsements,
    invalidations,
    paper,
    petitions,
    quarantine,
    schedules,
)

__all__ = [
    "bundles",
    "containers",
    "deliveries",
    "endorsements",
    "invalidations",
    "paper",
    "petitions",
    "quarantine",
    "schedules",
]
