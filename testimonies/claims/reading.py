"""From the pages of a draft to what is claimed. Raises `Incomplete` where something is missing."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import get_language

from testimonies.claims import questions
from testimonies.claims.forms import UNKNOWN
from testimonies.claims.told import Award, Item, ToldClaim
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake import reading
from testimonies.intake.consent.forms import YES, WhichInstitutions
from testimonies.intake.filled import Filled, Incomplete
from testimonies.intake.sealed.forms import Goes
from testimonies.intake.told import Consent
from testimonies.models.claim import AwardKind, Head, Method
from testimonies.models.consent import Audience, Embargo, Identity, Use

AWARD_WORDS = ("by", "paper", "amount", "currency")


def claim(filled: Filled) -> ToldClaim:
    standing = filled.right(questions.STANDING).cleaned_data
    earlier = filled.right(questions.EARLIER).cleaned_data
    filled.right(questions.HEADS)
    if not filled.is_enough(questions.ONE_MORE):
        raise Incomplete(questions.ONE_MORE.key)
    heads = questions.chosen_heads(filled.answers)
    return ToldClaim(
        standing=standing["standing"],
        person=None if filled.about.has_testimony else reading.person(filled),
        periods=() if filled.about.has_testimony else reading.periods(filled),
        items=(*(_item(filled, head) for head in heads), *_under_seal(filled)),
        forum_country=filled.right(questions.FORUM).cleaned_data["country"],
        words={
            "authority": standing["authority"],
            "earlier": earlier["earlier"] or UNKNOWN,
            "earlier_words": earlier["earlier_words"],
            **({} if filled.about.has_testimony else reading.teller(filled)),
        },
        consent=_consent(filled),
        contact=reading.contact(filled),
        answers=filled.asked(),
        voice=filled.about.voice,
        sealed=filled.sealed(),
        helper=reading.helper(filled),
        awards=_awards(filled),
        authority_papers=_authority_papers(filled),
    )


def _awards(filled: Filled) -> tuple[Award, ...]:
    if filled.page(questions.AWARDS.key) is None:
        return ()
    said = [form.cleaned_data for form in filled.right_entries(questions.AWARDS)]
    return tuple(
        Award(
            kind=each["kind"] or AwardKind.OTHER,
            given=each["given"] if isinstance(each["given"], FuzzyDate) else FuzzyDate(),
            words={part: each[part] for part in AWARD_WORDS if each[part]},
        )
        for each in said
    )


def _authority_papers(filled: Filled) -> tuple[str, ...]:
    if filled.page(questions.AUTHORITY_PAPERS.key) is None:
        return ()
    return tuple(filled.right(questions.AUTHORITY_PAPERS).cleaned_data["papers"])


def _item(filled: Filled, head: str) -> Item:
    answers = filled.right(questions.PAGE_OF_HEAD[head]).cleaned_data
    amount = answers["amount"]
    return Item(
        head=head,
        method=(answers["method"] or Method.STATED) if amount else Method.NONE,
        description=answers["description"],
        amount=amount,
        currency=answers["currency"],
        papers=tuple(answers["papers"]),
        money_of=answers["money_of"],
        measures=tuple(answers["measures"]),
        period=answers["period"],
    )


def _under_seal(filled: Filled) -> Iterator[Item]:
    """A head of its own where the person says that it may go; with the words, or without."""
    if filled.page(questions.UNDER_SEAL.key) is None:
        return
    answers = filled.right(questions.UNDER_SEAL).cleaned_data
    if answers["goes"] in {Goes.HEAD, Goes.WORDS}:
        words = answers["sealed"] if answers["goes"] == Goes.WORDS else ""
        yield Item(head=Head.SEXUAL_VIOLENCE, method=Method.NONE, description=words)


def _consent(filled: Filled) -> Consent:
    """A claim is not published: it goes, with a name, to institutions, or to nobody."""
    form = filled.right(questions.RECEIVERS)
    assert isinstance(form, WhichInstitutions)  # noqa: S101  (the page's own form)
    institutions = form.chosen()
    language = get_language() or settings.LANGUAGE_CODE
    audience = Audience.INSTITUTIONS if institutions else Audience.ARCHIVE
    with_papers = institutions and form.cleaned_data["papers"] == YES
    papers = Audience.INSTITUTIONS if with_papers else Audience.ARCHIVE
    return Consent(
        text=audience,
        documents=papers,
        photographs=papers,
        identity=Identity.FULL_NAME,
        uses=(Use.PETITION_BUNDLE, Use.CLAIM_SUPPORT) if institutions else (),
        institutions=institutions,
        embargo=Embargo.NONE,
        language=language,
        text_sha256=filled.questionnaire.consent_digest(language),
    )
