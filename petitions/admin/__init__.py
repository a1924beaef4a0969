"""The desks of this app."""

from petitions.admin import bundles, deliveries, endorsements, paper, petitions, schedules

__all__ = ["bundles", "deliveries", "endorsements", "paper", "petitions", "schedules"]
