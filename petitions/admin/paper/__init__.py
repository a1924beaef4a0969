"""The desk of paper sheets: registered, scanned, keyed by one person and read by another."""

from petitions.admin.paper.desk import PaperSheetDesk

__all__ = ["PaperSheetDesk"]
