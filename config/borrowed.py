"""Sentences of libraries at the desk that their own catalogues do not have in all our languages.

Nothing calls them here: they stand here to be collected, and our catalogues come before theirs.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OF_DJANGO = [
    _("Skip to main content"),
    _("Breadcrumbs"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("View selected %(model)s"),
    _("Select all objects on this page for an action"),
    _("Select this object for an action - {}"),
    _("Yes, I’m sure"),
    _("…"),
    _(" By %(filter_title)s "),  # elsewhere a name of a field would have to be inflected
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("You don’t have permission to view or edit anything."),
    ngettext_lazy("entry", "entries", 0),
    ngettext_lazy("%(num)d minute", "%(num)d minutes", 0),
]
OF_THE_SCHEDULES = [
    _("Periodic Tasks"),
    _("periodic task"),
    _("periodic tasks"),
    _("Enabled"),
    _("Set to False to disable the schedule"),
    _("Short Description For This Task"),
    _("Description"),
    _("Detailed description about the details of this Periodic Task"),
    _("Crontab Schedule"),
    _("Crontab Schedule to run the task on.  Set only one schedule type, leave the others null."),
    _("Interval Schedule"),
    _("Interval Schedule to run the task on.  Set only one schedule type, leave the others null."),
    _("crontab"),
    _("crontabs"),
    _("Minute(s)"),
    _('Cron Minutes to Run. Use "*" for "all". (Example: "0,30")'),
    _("Hour(s)"),
    _('Cron Hours to Run. Use "*" for "all". (Example: "8,20")'),
    _("Day(s) Of The Month"),
    _('Cron Days Of The Month to Run. Use "*" for "all". (Example: "1,15")'),
    _("Month(s) Of The Year"),
    _('Cron Months (1-12) Of The Year to Run. Use "*" for "all". (Example: "1,12")'),
    _("Day(s) Of The Week"),
    _(
        'Cron Days Of The Week to Run. Use "*" for "all", Sunday is 0 or 7, Monday is 1. '
        '(Example: "0,5")'
    ),
    _("Cron Timezone"),
    _("Timezone to Run the Cron Schedule on. Default is UTC."),
    _("interval"),
    _("intervals"),
    _("Number of Periods"),
    _("Number of interval periods to wait before running the task again"),
    _("Interval Period"),
    _("The type of period between task runs (Example: days)"),
    _("every {} {}"),
    _("Days"),
    _("Hours"),
    _("Minutes"),
    _("Seconds"),
    _("Microseconds"),
]
