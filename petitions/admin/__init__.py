"""The desks of this app."""

from petitions.admin import bundles, deliveries, petitions, schedules

__all__ = ["bundles", "deliveries", "petitions", "schedules"]
