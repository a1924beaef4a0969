"""What a case has towards each law, as it lies in the database."""

from __future__ import annotations

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from testimonies.claims.gaps import letter, queries
from testimonies.claims.gaps.rules import Found
from testimonies.evidence import actions as evidence
from testimonies.history import actions as history
from testimonies.intake import actions as intake
from testimonies.models import Evidence
from testimonies.models.episode import EpisodeType, RepressionEpisode
from testimonies.models.history import LegalBasis
from testimonies.models.person import PersonMention, Role
from testimonies.models.proof import Need
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.testimonies.claims.gaps import LAW, archive, found, under
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference() -> None:
    history.load_reference()


def test_a_testimony_without_a_claim_is_enough() -> None:
    case = a_submitted_testimony().case

    assert len(queries.outlooks(case)) == LegalBasis.objects.count() == 8
    assert found(case, Need.START) == [Found.MISSING]
    assert found(case, Need.END) == [Found.TOLD]
    assert found(case, Need.STANDING) == []
    assert under(case).life.name == "Ona Žemaitytė-Kazlauskienė"


def test_a_claim_without_a_testimony_has_no_period_and_says_so() -> None:
    case = a_submitted_claim().case

    assert found(case, Need.START) == [Found.MISSING]
    [gap] = [each for each in under(case).gaps if each.requirement.need == Need.START]
    assert gap.next_step == "Tell us when and where it was: write us a message."


def test_the_country_that_is_addressed_first_comes_first() -> None:
    submission = a_submitted_testimony()
    a_submitted_claim(submission, forum={"country": ["PL"]})

    countries = [outlook.basis.country for outlook in queries.outlooks(submission.case)]

    assert countries == ["PL", "PL", "PL", "EE", "LT", "LT", "LV", "UA"]


def test_without_a_claim_the_country_of_the_language_comes_first() -> None:
    case = a_submitted_testimony(language="lv").case

    assert queries.outlooks(case)[0].basis.country == "LV"


def test_of_others_in_the_story_only_those_whose_repression_is_told_are_compared() -> None:
    submission = a_submitted_testimony()
    other = {"submission": submission, "role": Role.FAMILY_MEMBER, "told": {}}
    PersonMention.objects.create(**other)
    brother = PersonMention.objects.create(**other)
    RepressionEpisode.objects.create(mention=brother, type=EpisodeType.ARREST, told={})

    _ona, his = queries.outlooks_under(submission.case, LAW)

    assert his.life.uuid == brother.uuid
    assert his.life.teller.about == "other"
    assert "Mano ryšys" not in letter.compose(his, archive()).text()


def test_a_paper_that_comes_later_is_seen_and_one_taken_back_is_not() -> None:
    case = a_submitted_testimony().case
    paper = evidence.receive(
        case.pk, files.upload(files.a_pdf(), "leaf.pdf"), kind="archive_certificate", caption=""
    )

    assert found(case, Need.START) == [Found.PERHAPS]
    evidence.remove(paper.evidence_id)
    assert found(case, Need.START) == [Found.MISSING]


def test_what_was_taken_back_is_compared_with_nothing() -> None:
    submission = a_submitted_testimony()

    intake.withdraw(submission.pk)

    assert queries.outlooks(submission.case) == []


def test_an_heir_is_asked_for_the_right_to_apply_and_for_kinship() -> None:
    submission = a_submitted_testimony(teller={"about": ["grandparent"], "relation": ["niece"]})
    a_submitted_claim(
        submission,
        standing={"standing": ["heir_at_law"], "authority": ["inheritance_certificate"]},
    )

    assert found(submission.case, Need.STANDING) == [Found.ELSEWHERE]
    assert found(submission.case, Need.KINSHIP) == [Found.MISSING]


def test_the_paper_of_an_heir_is_seen_until_it_is_taken_back() -> None:
    submission = a_submitted_testimony(teller={"about": ["grandparent"]})
    claim = a_submitted_claim(submission, standing={"standing": ["heir_at_law"]}).claim
    paper = submission.case.evidence.get()
    claim.authority_papers.add(paper)

    assert found(submission.case, Need.STANDING) == [Found.HERE]
    Evidence.objects.filter(pk=paper.pk).update(removed_at=now())
    assert found(submission.case, Need.STANDING) == [Found.MISSING]


def test_nobody_applies_for_an_official() -> None:
    submission = a_submitted_testimony()
    official = PersonMention.objects.create(
        submission=submission, role=Role.OFFICIAL, told={"note": "the chairman"}
    )
    RepressionEpisode.objects.create(mention=official, type=EpisodeType.ARREST, told={})

    assert len(queries.outlooks_under(submission.case, LAW)) == 1


def test_the_page_asks_the_database_as_often_for_one_scheme_as_for_all(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    case = a_submitted_testimony().case

    with django_assert_max_num_queries(11):
        queries.outlooks(case)
