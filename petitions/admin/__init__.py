"""The desks of this app."""

from petitions.admin import (
    bundles,
    containers,
    deliveries,
    endorsements,
    paper,
    petitions,
    schedules,
)

__all__ = [
    "bundles",
    "containers",
    "deliveries",
    "endorsements",
    "paper",
    "petitions",
    "schedules",
]
