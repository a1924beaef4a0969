"""What came back to a letter to an archive."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from testimonies.models import ArchiveAnswer, ArchiveRequest, Evidence


def scans_of(request: ArchiveRequest) -> QuerySet[Evidence]:
    """All that are kept, whether somebody has written down what they say or not."""
    told = ArchiveAnswer.papers.through.objects.filter(archiveanswer__request=request)
    waiting = request.papers.values("pk")
    own = Q(pk__in=told.values("evidence")) | Q(pk__in=waiting)
    return Evidence.objects.filter(own, removed_at=None)


def answers_of(request: ArchiveRequest) -> Sequence[ArchiveAnswer]:
    """In the order in which they came, each with its scans."""
    return list(in_order().filter(request=request))


def in_order() -> QuerySet[ArchiveAnswer]:
    scans = Prefetch("papers", Evidence.objects.order_by("received_at", "pk"))
    found = ArchiveAnswer.objects.select_related("noted_by").prefetch_related(scans)
    return found.order_by("received_on", "pk")
