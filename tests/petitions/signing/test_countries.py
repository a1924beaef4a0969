import pytest

from petitions.signing import countries


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_every_country_stands_once_in_the_list(language: str) -> None:
    options = countries.options(language)

    for code in countries.CODES:
        assert options.count(f'<option value="{code}">') == 1


def test_only_countries_are_in_it() -> None:
    assert {"EE", "LV", "LT", "PL", "UA", "XK", "TW", "RU"} <= countries.CODES
    assert not {"EU", "UN", "ZZ", "XA", "001", "QO"} & countries.CODES


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "et",
            ["Saksamaa", "Šveits", "Zimbabwe", "Taani", "Vietnam", "Õ", "Äxx", "Ühendkuningriik"],
        ),
        ("lt", ["Airija", "Čekija", "Danija", "Šveicarija", "Ukraina", "Žaliasis Kyšulys"]),
        ("lv", ["Austrija", "Čehija", "Dānija", "Šveice", "Ukraina"]),
        ("pl", ["Chile", "Chiny", "Cypr", "Ćad", "Litwa", "Łotwa", "Malta", "Żar"]),
        ("uk", ["Австрія", "Гана", "Ґана", "Єгипет", "Ізраїль", "Їжак", "Йорданія"]),
    ],
)
def test_names_stand_in_the_order_of_the_language(language: str, names: list[str]) -> None:
    shuffled = sorted(names, reverse=True)

    assert sorted(shuffled, key=lambda name: countries.place(name, language)) == names
