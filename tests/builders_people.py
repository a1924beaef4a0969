"""One person in several sources, as submissions tell of them, and what the desk says of it."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import IdentityAssertion, PersonMention, Submission
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people import queries, records
from testimonies.people.actions import Said
from testimonies.people.queries import Suggestion
from tests.builders_intake import ENTRIES, a_submitted_testimony
from tests.builders_review import a_moderator


def a_mention(
    given: str = "Ona",
    surname: str = "Žemaitytė",
    *,
    patronymic: str = "",
    born: tuple[str, str, str] = ("14", "6", "1934"),
    home: str = "Kretinga",
    **pages: Any,
) -> PersonMention:
    """Somebody whom a testimony tells about, under one name."""
    day, month, year = born
    submission = a_submitted_testimony(
        name={"given": [given], "patronymic": [patronymic], "surname": [surname]},
        birth={
            "birth_0": [day],
            "birth_1": [month],
            "birth_2": [year],
            "birth_certainty": ["exact" if year else "unknown"],
            "birth_place": [home],
        },
        other_names=pages.pop("other_names", []),
        periods=pages.pop("periods", ENTRIES["periods"]),
        **pages,
    )
    people.sketch_waiting()
    return submission.mentions.earliest("pk")


def the_same_in_russian(**pages: Any) -> PersonMention:
    """As the deportation file wrote her: another alphabet, a patronymic, the year alone."""
    told: dict[str, Any] = {
        "given": "Анна",
        "surname": "Жемайтите",
        "patronymic": "Ионовна",
        "born": ("", "", "1934"),
        "home": "Кретинга",
    }
    return a_mention(**{**told, **pages})


def judged(
    mention: PersonMention,
    other: PersonMention,
    verdict: Verdict = Verdict.SAME,
    *,
    words: str = "The same day and the same village",
    by: User | None = None,
) -> IdentityAssertion:
    likeness = queries.likeness_of(mention, other, Gazetteer())
    said = Said(verdict, words, likeness)
    return people.judge(mention.pk, other.pk, said, by=by or a_moderator())


def suggestions(mention: PersonMention) -> list[Suggestion]:
    read = queries.read(PersonMention.objects.filter(pk=mention.pk)).get()
    return queries.suggestions_for(read, records.features_of(read, Gazetteer()))


def suggested(mention: PersonMention) -> list[int]:
    return [each.mention.pk for each in suggestions(mention)]


def addresses_of_people(submission: Submission) -> dict[str, dict[str, Any]]:
    """What stands in the addresses of the pages about somebody of a case."""
    mention = submission.mentions.order_by("pk")[0]
    said = judged(mention, a_mention("Petras", "Ozols"), Verdict.NOT_SAME)
    address = {"reference": submission.reference, "person": mention.uuid}
    return {
        "admin:testimonies_submission_compare": address,
        "admin:testimonies_submission_judge": address,
        "admin:testimonies_submission_take_back": address,
        "admin:testimonies_person": {"reference": said.person.reference},
    }
