"""The desks of this app."""

from petitions.admin import bundles, deliveries, endorsements, petitions, schedules

__all__ = ["bundles", "deliveries", "endorsements", "petitions", "schedules"]
