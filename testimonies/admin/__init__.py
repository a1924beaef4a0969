"""The desks of this app, and what all desks look like."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from testimonies.admin import (
    archive_requests,
    archives,
    custody,
    data_requests,
    history,
    institutions,
    letters,
    lists,
    paper_letters,
    people,
    staff,
    submissions,
    switches,
    transcriptions,
)

__all__ = [
    "archive_requests",
    "archives",
    "custody",
    "data_requests",
    "history",
    "institutions",
    "letters",
    "lists",
    "paper_letters",
    "people",
    "staff",
    "submissions",
    "switches",
    "transcriptions",
]

admin.site.site_title = admin.site.site_header = _("Atmintis desk")
admin.site.index_title = _("Desk")
admin.site.enable_nav_sidebar = False
