"""When what is done by itself: the schedule that makes bundles, editable by the administrator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import signature
from typing import Any

from celery import current_app
from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_celery_beat.admin import CrontabScheduleAdmin, IntervalScheduleAdmin
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from petitions.bundles import actions as bundles
from petitions.bundles import queries as due
from petitions.models import PetitionTarget
from testimonies.admin.desk import TitledDesk, staff
from testimonies.custody import log as custody
from testimonies.templatetags.components import date_and_time

MAKES_BUNDLES = due.MAKES_BUNDLES
KEPT_BY_SETTINGS = frozenset({*settings.CELERY_BEAT_SCHEDULE, "celery.backend_cleanup"})


def in_words(task: str) -> str:
    """Of the name of a task, what it does: `petitions.tasks.make_bundles` is "make bundles"."""
    return task.rpartition(".")[2].replace("_", " ")


def _for_schedules() -> Iterator[str]:
    """Our tasks, but for those that take the number of a row from our own code."""
    current_app.loader.import_default_modules()
    for name, task in current_app.tasks.items():
        is_ours = name.startswith(("testimonies.", "petitions."))
        if is_ours and (name == MAKES_BUNDLES or not signature(task.run).parameters):
            yield name


class TargetChoice(forms.ModelChoiceField[PetitionTarget]):
    def label_from_instance(self, obj: PetitionTarget) -> str:
        return f"{obj.petition.slug} → {obj.profile.institution.name}"


class ScheduleForm(forms.ModelForm[PeriodicTask]):
    task = forms.ChoiceField(label=_("What is done"))
    target = TargetChoice(
        label=_("For whom"),
        queryset=PetitionTarget.objects.select_related("petition", "profile__institution"),
        required=False,
        help_text=_("Needed where bundles are made: of which petition, for which institution."),
    )

    class Meta:
        model = PeriodicTask
        fields = ("name", "task", "target", "crontab", "interval", "enabled", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["task"]
        asked.choices = [(name, in_words(name)) for name in sorted(_for_schedules())]
        self.initial.setdefault("task", MAKES_BUNDLES)
        arguments = json.loads(self.instance.args or "[]")
        if self.instance.task == MAKES_BUNDLES and arguments:
            self.initial["target"] = arguments[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        target, task = cleaned.get("target"), cleaned.get("task")
        if task == MAKES_BUNDLES and target is None:
            self.add_error("target", _("Choose of which petition and for which institution."))
        self.instance.args = json.dumps([target.pk] if task == MAKES_BUNDLES and target else [])
        return cleaned


class ScheduleDesk(TitledDesk[PeriodicTask]):
    form = ScheduleForm
    list_display = ("name", "what", "enabled", "when", "ran")
    list_filter = ("enabled",)
    search_fields = ("name",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What the settings schedule would come back at the next start, so it is only shown."""
        is_ours = obj is None or obj.name not in KEPT_BY_SETTINGS
        return is_ours and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_ours = obj is None or obj.name not in KEPT_BY_SETTINGS
        return is_ours and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        custody.record(
            "schedule.changed" if change else "schedule.made",
            obj,
            by=staff(request),
            task=obj.task,
            args=obj.args,
            enabled=obj.enabled,
        )
        self._keep_rule(obj, form)

    def _keep_rule(self, schedule: PeriodicTask, form: Any) -> None:
        """Bundles of a target fall due by it; whoever changes the times begins them anew."""
        if schedule.task == MAKES_BUNDLES:
            turned_on = schedule.enabled and "enabled" in form.changed_data
            changes = {"crontab", "interval", "task"} & set(form.changed_data)
            target = form.cleaned_data["target"]
            bundles.keep_times(schedule.pk, target.pk, anew=bool(turned_on or changes))
        else:
            bundles.forget_times(schedule.pk)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        custody.record("schedule.removed", obj, by=staff(request), task=obj.task, args=obj.args)
        super().delete_model(request, obj)

    @admin.display(description=_("what is done"))
    def what(self, task: PeriodicTask) -> str:
        return in_words(task.task)

    @admin.display(description=_("when"))
    def when(self, task: PeriodicTask) -> str:
        return due.when(task)

    @admin.display(description=_("last time"))
    def ran(self, task: PeriodicTask) -> str:
        return date_and_time(task.last_run_at) or "–"


class BeginsAnew(admin.ModelAdmin[Any]):
    """Whoever changes times that schedules share changes when their bundles fall due."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            bundles.begin_anew(obj)


class TimesDesk(BeginsAnew, CrontabScheduleAdmin):
    inlines = ()
    list_display = ("__str__", "in_words")
    fields = ("in_words", *CrontabScheduleAdmin.fields[1:])
    readonly_fields = ("in_words",)

    @admin.display(description=_("in words"))
    def in_words(self, times: CrontabSchedule) -> str:
        return times.human_readable if times.pk else "–"


class PausesDesk(BeginsAnew, IntervalScheduleAdmin):
    inlines = ()


for model in (PeriodicTask, CrontabSchedule, IntervalSchedule, ClockedSchedule, SolarSchedule):
    admin.site.unregister(model)
admin.site.register(PeriodicTask, ScheduleDesk)
admin.site.register(CrontabSchedule, TimesDesk)
admin.site.register(IntervalSchedule, PausesDesk)
