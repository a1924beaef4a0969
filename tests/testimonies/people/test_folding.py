"""One spelling for names that were written in several languages and two alphabets."""

from __future__ import annotations

import pytest

from testimonies.people import equivalents, folding


@pytest.mark.parametrize(
    "same",
    [
        "Petrauskas Petrauskienė Petrauskaitė Петраускас Петраускене Петровский Петровская",
        "Kazlauskas Kazlauskienė Казлаускас",
        "Stankevičius Stankevičiūtė Stankevičienė Stankiewicz Станкевич Stankēvičs Stankeviča",
        "Bērziņš Bērziņa Берзинь Берзиньш Берзин",
        "Kalniņš Kalniņa Калнин Калныньш Kalnins",
        "Mägi Мяги",
        "Jõgi Йыги",
        "Pärn Пярн",
        "Szewczuk Шевчук",
        "Jaworski Яворський Яворская",
        "Dąbrowska Домбровський Dombrovskis",
        "Krawiec Кравець",
        "Hnatiuk Гнатюк",
        "Žemaitis Žemaitytė Žemaitienė Жемайтис Жемайтите",
        "Laurinavičius Лавринович",
    ],
)
def test_a_surname_is_one_in_every_language_and_gender(same: str) -> None:
    stems = {folding.bones(folding.surname_stem(folding.fold(word))) for word in same.split()}

    assert len(stems) == 1


def test_russified_surnames_differ_by_a_vowel_at_most() -> None:
    ours = folding.surname_stem(folding.fold("Kazlauskas"))
    theirs = folding.surname_stem(folding.fold("Козловский"))

    assert folding.bones(ours) == folding.bones(theirs)
    assert folding.likeness(ours, theirs) > 0.75


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Petrauskienė", "Петрулене"),
        ("Kazlauskas", "Kazlas"),
        ("Kalniņš", "Kalējs"),
        ("Tamm", "Tamme-Saar"),
        ("Шевчук", "Шевченко"),
    ],
)
def test_surnames_that_only_begin_alike_are_two(one: str, other: str) -> None:
    ours, theirs = (folding.surname_stem(folding.fold(word)) for word in (one, other))

    assert folding.bones(ours) != folding.bones(theirs)
    assert folding.likeness(ours, theirs) < 0.75


def test_ch_is_two_letters_to_two_readers() -> None:
    polish = {folding.bones(folding.surname_stem(each)) for each in folding.folds("Chmielewski")}
    russian = folding.bones(folding.surname_stem(folding.fold("Хмелевский")))

    assert russian in polish


@pytest.mark.parametrize(
    "same",
    [
        "Jonas Jānis Jaan Jan Ян Иван Іван",
        "Jurgis Juris Jüri Jerzy Юрий Георгий Юрій",
        "Ona Anna Анна Hanna Ганна",
        "Kazys Kazimierz Казимир",
        "Pētera Петр Piotr Peeter Petras",
    ],
)
def test_given_names_have_equivalents(same: str) -> None:
    words = [folding.fold(word) for word in same.split()]

    shared = [equivalents.given(word) | equivalents.father(word) for word in words]

    assert frozenset.intersection(*shared)


@pytest.mark.parametrize(
    ("father", "patronymics"),
    [
        ("Jonas", "Ионовна Иванович Jono Jāņa Jaani"),
        ("Petras", "Петрович Петрівна Petro Pētera Peetri"),
        ("Juozas", "Иосифовна Juozo Осипович"),
        ("Andrius", "Андреевна"),
        ("Elijas", "Ильич Ильинична"),
    ],
)
def test_a_patronymic_is_the_given_name_of_the_father(father: str, patronymics: str) -> None:
    given = equivalents.father(folding.fold(father))

    for word in patronymics.split():
        assert equivalents.father(folding.fold(word)) & given, word


def test_a_woman_and_a_man_of_alike_names_stay_two() -> None:
    assert not equivalents.given(folding.fold("Anna")) & equivalents.given(folding.fold("Jan"))
    assert equivalents.is_of_a_woman(folding.fold("Анна"))
    assert equivalents.is_of_a_woman(folding.fold("Ян")) is False
    assert equivalents.is_of_a_woman(folding.fold("Xyz")) is None


def test_a_home_is_one_in_every_language_and_case() -> None:
    for same in ("Vilnius Вильно Wilno", "Kretinga Kretingos Кретинга", "Lwów Львів Львов"):
        assert len({equivalents.place(folding.fold(word)) for word in same.split()}) == 1, same
