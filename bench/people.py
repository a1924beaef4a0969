"""Whom a mention may be: the labelled pairs, found among a million other people.

``BENCH_PEOPLE`` says how many others (1,000,000 unless set). They are invented: names in Zipf's
proportions, so that the most frequent have thousands of namesakes, with births, homes, parents and
one of six deportations. The other half of each pair lies among them; its first half asks.

The pairs were at hand while the rules were made, so their figures are those of a set that is
known, and not of names that nobody has seen.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from statistics import quantiles
from time import perf_counter, process_time

from django.db import connection

from bench import pairs
from bench.pairs import Pair
from testimonies.lists import at_once
from testimonies.models import ListEdition, ListRow, PersonMention, Sketch, SourceList
from testimonies.models.imported import State
from testimonies.people import equivalents, features, folding, keys, queries, rules
from testimonies.people.features import Features, Span, Spelling

BATCH = 5_000
ASKED = 200
ROOTS = (
    "Kazl Petr Jank Stank Butk Žuk Ban Kavali Mat Gud Mor Sim Vasil Laur Urb Dauk Grig Bern Kal"
    " Bērz Oz Krūm Liep Zar Eglīt Viln Tam Saa Mäg Sep Kask Rebas Il Par Kuk Now Kow Wiśn Woj"
    " Kam Lew Zaj Szym Dąb Pol Шев Бой Ков Мель Ткач Крав Олій Лис Пав Сав Рома Мар Гон Дем Юр"
)
ENDINGS = (
    "auskas aitis evičius ūnas ėnas ys iņš iņa ons sons bergs manis ma ik ste la mets puu ski"
    " ska czyk owski icz ak ek enko чук юк енко ський ів ець ина"
)
MIDDLES = ("", "", "l", "n", "r", "m", "d", "t", "v", "g", "b", "ar", "in", "ol", "et", "us")
DEPORTATIONS = tuple(
    date.fromisoformat(day)
    for day in ("1940-02-10", "1941-06-14", "1945-05-01", "1947-10-21", "1948-05-22", "1949-03-25")
)
ROWS = """
INSERT INTO testimonies_listrow
    (uuid, source_id, edition_id, number, identity, digest, version, says_died, cells)
SELECT gen_random_uuid(), %s, %s, n, decode(md5(n::text), 'hex'), '', 1, false, ''
FROM generate_series(1, %s) AS n
"""
MENTIONS = """
INSERT INTO testimonies_personmention
    (uuid, row_id, role, told, birth_edtf, death_edtf, fate, sketched_at)
SELECT gen_random_uuid(), id, 'person_deported', '', '', '', '', now()
FROM testimonies_listrow WHERE edition_id = %s ORDER BY number
"""


@dataclass(frozen=True)
class Found:
    """Of the pairs of one person: how many were among the five, and how each was labelled."""

    recall: float
    precision: float
    wrong: int
    unfounded: int
    strangers: int


def print_lines() -> None:
    many = int(os.environ.get("BENCH_PEOPLE", "1000000"))
    known = pairs.read()
    source = _source()
    begun = perf_counter()
    asking = _fill(source, many, known)
    filled = perf_counter() - begun
    found = measure(known, asking)
    counted = f"{sum(pair.is_same for pair in known)} same, {len(known)} in all"
    print(
        f"people         recall in the first five {found.recall:.3f} of {counted}  ≥ 0.95\n"
        f"               “probably” right {found.precision:.3f} of the pairs; {found.wrong} wrong"
        f" pairs, {found.unfounded} without two fields besides the name  0\n"
        f"               “probably” of {found.strangers} among {many:,} invented others",
        flush=True,
    )
    p50, p95, cpu, least = _times(asking)
    print(
        f"suggestions    p50 {p50:4.0f} ms, p95 {p95:4.0f} ms among {many:,}, of it {cpu:.0f} ms"
        f" of our own CPU; the index alone p95 {least:.0f} ms  p95 ≤ 100 ms"
        f" (drawn {many / filled:,.0f}/s)",
        flush=True,
    )


def measure(known: list[Pair], asking: list[PersonMention]) -> Found:
    """`asking`: the first half of each pair, then as many second halves."""
    first, second = asking[: len(known)], asking[len(known) :]
    of_pairs = {mention.pk for mention in asking}
    hits, labelled, strangers = 0, Counter[bool](), 0
    unfounded = 0
    for pair, one, other in zip(known, first, second, strict=True):
        shown = queries.suggestions_for(one, pair.one)
        hits += pair.is_same and any(each.mention.pk == other.pk for each in shown)
        invented = [each for each in shown if each.mention.pk not in of_pairs]
        strangers += sum(each.likeness.is_probable for each in invented)
        likeness = rules.compare(pair.one, pair.other)
        if likeness.is_probable and not rules.cannot_be_one(pair.one, pair.other):
            labelled[pair.is_same] += 1
            beside = set(likeness.fields(rules.Standing.MATCH)) - {rules.Field.NAME}
            unfounded += not pair.is_same and len(beside) < rules.BESIDE
    same = sum(pair.is_same for pair in known)
    right = labelled[True] / max(1, labelled.total())
    return Found(hits / same, right, labelled[False], unfounded, strangers)


def _times(asking: list[PersonMention]) -> tuple[float, float, float, float]:
    """Milliseconds, of the pairs and of some of the invented; the second round counts."""
    some = queries.read(PersonMention.objects.filter(pk__in=_spread()))
    mentions = [*asking, *some]
    sketches = {each.mention_id: each for each in Sketch.objects.filter(mention__in=mentions)}
    whole, own_cpu, index = [], [], []
    for mention in mentions * 2:
        own = features.from_plain(sketches[mention.pk].features)
        begun, cpu = perf_counter(), process_time()
        queries.suggestions_for(mention, own)
        whole.append(perf_counter() - begun)
        own_cpu.append(process_time() - cpu)
        asked = keys.asked_of(own)
        begun = perf_counter()
        _ask_the_index(asked)
        index.append(perf_counter() - begun)
    warm, bare = whole[len(mentions) :], index[len(mentions) :]
    return (
        quantiles(warm, n=100)[49] * 1000,
        quantiles(warm, n=100)[94] * 1000,
        quantiles(own_cpu, n=100)[94] * 1000,
        quantiles(bare, n=100)[94] * 1000,
    )


def _ask_the_index(asked: list[int]) -> None:
    """The least that could be done: which rows have one of the keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM testimonies_sketch WHERE keys && %s::int[]", [asked])
        cursor.fetchone()


def _spread() -> list[int]:
    ids = list(Sketch.objects.order_by("pk").values_list("mention_id", flat=True))
    return ids[:: max(1, len(ids) // ASKED)]


def _source() -> ListEdition:
    source, _made = SourceList.objects.get_or_create(
        name="Invented people", holder="Nobody", licence="cc0-1.0", role="person_deported"
    )
    return ListEdition.objects.create(
        source=source, state=State.READ, original="-", sha256="0" * 64, size=1
    )


def _fill(edition: ListEdition, many: int, known: list[Pair]) -> list[PersonMention]:
    """Everybody. Returns the mentions of the pairs."""
    told = [pair.one for pair in known] + [pair.other for pair in known]
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [edition.source_id, edition.pk, len(told) + many])
        cursor.execute(MENTIONS, [edition.pk])
    own = PersonMention.objects.filter(row__edition=edition).order_by("pk")
    ids = list(own.values_list("pk", flat=True))
    free = iter(ids)
    _draw(free, told)
    everybody = _invented(many, told)
    while some := list(islice(everybody, BATCH)):
        _draw(free, some)
    with connection.cursor() as cursor:
        for table in (PersonMention, ListRow, Sketch):
            cursor.execute(f"VACUUM ANALYZE {table._meta.db_table}")
    of_pairs = PersonMention.objects.filter(pk__in=ids[: len(told)])
    return list(queries.read(of_pairs).order_by("pk"))


def _draw(free: Iterator[int], told: list[Features]) -> None:
    at_once.write(
        [
            Sketch(mention_id=next(free), keys=keys.of(own), features=features.as_plain(own))
            for own in told
        ]
    )


def _invented(many: int, told: list[Features]) -> Iterator[Features]:
    """Always the same people, who bear the surnames of the pairs too and come from their homes."""
    chance = random.Random(1941)  # noqa: S311
    surnames = [
        folding.surname_stem(folding.fold(root + middle + ending))
        for root in ROOTS.split()
        for middle in MIDDLES
        for ending in ENDINGS.split()
    ]
    surnames += sorted({stem for one in told for each in one.spellings for stem in each.surnames})
    chance.shuffle(surnames)
    given = [folding.fold(name) for name in _given_names()]
    homes = sorted({home for one in told for home in one.homes})
    homes += [f"H{number}" for number in range(2_000)]
    places = sorted({place for one in told for place in one.destinations})
    surname_of = _zipf(chance, surnames, 20)
    given_of, home_of = _zipf(chance, given, 3), _zipf(chance, homes, 10)
    for _number in range(many):
        name, day = next(given_of), date(1870, 1, 1) + timedelta(days=chance.randrange(29_000))
        is_exact = chance.random() < 0.5
        span = Span(day, day) if is_exact else Span(date(day.year, 1, 1), date(day.year, 12, 31))
        father = sorted(equivalents.given(next(given_of)))
        taken = chance.choice(DEPORTATIONS)
        person = Features(
            spellings=(Spelling((name,), (next(surname_of),), frozenset(father)),),
            birth=span,
            homes=frozenset({next(home_of)}),
            taken=Span(taken, taken),
            destinations=frozenset({chance.choice(places)}),
        )
        woman = equivalents.is_of_a_woman(name)
        yield replace(person, sex="" if woman is None else "f" if woman else "m")


def _given_names() -> list[str]:
    lines = equivalents.HERE.joinpath("given_names.txt").read_text().splitlines()
    return [line.split()[1] for line in lines if line[:1] in {"m", "f"}]


def _zipf(chance: random.Random, values: list[str], flat: int) -> Iterator[str]:
    """The n-th most frequent in proportion to 1/(n + flat)."""
    weights = [1 / (place + flat) for place in range(len(values))]
    while True:
        yield from chance.choices(values, weights, k=10_000)
