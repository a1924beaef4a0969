"""The desks of this app."""

from testimonies.admin import submissions

__all__ = ["submissions"]
