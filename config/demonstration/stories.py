"""People who never were, typing what many have lived. Every name and story here is invented."""

from __future__ import annotations

Typed = dict[str, list[str]]
Pages = dict[str, Typed]


def _date(prefix: str, day: str, month: str, year: str, certainty: str = "exact") -> Typed:
    return {
        f"{prefix}_0": [day],
        f"{prefix}_1": [month],
        f"{prefix}_2": [year],
        f"{prefix}_certainty": [certainty],
    }


def _consent(text: str, identity: str) -> Pages:
    return {
        "audience": {"text": [text], "documents": ["institutions"], "photographs": ["archive"]},
        "shown-as": {"identity": [identity], "pseudonym": [""]},
        "uses": {
            "uses": ["petition_bundle", "education"],
            "scope": ["all"],
            "institutions": [],
        },
        "waiting": {"embargo": ["none"], **_no_date("until")},
    }


def _no_date(prefix: str) -> Typed:
    return {f"{prefix}_{part}": [""] for part in range(3)}


def _reach(name: str, email: str) -> Pages:
    return {
        "contact": {
            "preference": ["email"],
            "name": [name],
            "email": [email],
            "phone": [""],
            "address": [""],
            "through": [""],
            "safe": ["yes"],
        }
    }


ONA: Pages = {
    "teller": {"about": ["self"], "relation": [""], "own_name": [""]},
    "name": {"given": ["Ona"], "patronymic": [""], "surname": ["Vaivorytė"]},
    "birth": {**_date("birth", "3", "5", "1934"), "birth_place": ["near Kretinga"]},
    "story": {
        "story": [
            "They came before it was light. My father was led to another wagon at the station and"
            " we did not see him again. My mother had taken a sack of flour, a pan and the clock"
            " from the wall; the clock went all the way to the Altai and was sold there for"
            " potatoes.\n\nWe were four in a corner of a barrack. In the winter my mother sawed"
            " wood, and I learned to read from a newspaper that was pasted on the wall against the"
            " draught. In 1949 a letter from an aunt reached us. It had been opened, and it said"
            " only that the house was standing."
        ]
    },
    "after": {
        "after": [
            "I came home in 1958 and became a teacher. I have taught three generations to read,"
            " and never from a newspaper."
        ]
    },
    **_consent("public", "first_name"),
    **_reach("Ona Vaivorytė", "ona@example.org"),
}
ONA_PERIOD: Typed = {
    "type": ["special_settlement"],
    **_date("start", "14", "6", "1941"),
    "start_proof": ["archive"],
    **_date("end", "", "", "1958", "about"),
    "end_proof": ["document_elsewhere"],
    "from_place": ["Kretinga"],
    "to_place": ["Altai krai"],
    "narrative": ["Barracks beside a saw-mill."],
}
ONA_NAME: Typed = {
    "given": ["Анна"],
    "surname": ["Вайворите"],
    "patronymic": [""],
    "type": ["as_in_nkvd_file"],
    "script": ["Cyrl"],
    "note": ["In the deportation file"],
}

TIIU: Pages = {
    "teller": {"about": ["parent"], "relation": [""], "own_name": ["Tiiu Kuusemets"]},
    "alive": {"alive": ["no"]},
    "name": {"given": ["Linda"], "patronymic": [""], "surname": ["Kuusemets"]},
    "birth": {**_date("birth", "", "", "1921", "about"), "birth_place": [""]},
    "story": {
        "story": [
            "My mother never told it from beginning to end. What I know I have put together from"
            " what she said when she was ill. On 25 March 1949 a lorry stood in the yard. She was"
            " given half an hour. The neighbour took the cow in, and milked it for them for eight"
            " years, and gave it back."
        ]
    },
    "after": {"after": ["She came back in 1957. She never locked a door again."]},
    **_consent("public", "initials"),
    **_reach("Tiiu Kuusemets", "tiiu@example.org"),
}
TIIU_PERIOD: Typed = {
    "type": ["special_settlement"],
    **_date("start", "25", "3", "1949"),
    "start_proof": ["document_elsewhere"],
    **_date("end", "", "", "1957"),
    "end_proof": ["none"],
    "from_place": ["Võrumaa"],
    "to_place": ["Omsk oblast"],
    "narrative": [""],
}

MYKOLA: Pages = {
    "teller": {"about": ["self"], "relation": [""], "own_name": [""]},
    "name": {"given": ["Микола"], "patronymic": [""], "surname": ["Верхолаз"]},
    "birth": {**_date("birth", "", "", "1940"), "birth_place": ["Станіславська область"]},
    "story": {
        "story": [
            "Мене вивезли з бабусею в жовтні 1947 року. Мені було сім років. Пам’ятаю, що вона"
            " взяла з собою насіння і посіяла його там, де нічого не росло, і воно зійшло."
        ]
    },
    "after": {"after": ["Я повернувся 1956 року і досі саджу те саме насіння."]},
    **_consent("institutions", "full_name"),
    **_reach("Микола Верхолаз", "mykola@example.org"),
}
MYKOLA_PERIOD: Typed = {
    "type": ["special_settlement"],
    **_date("start", "21", "10", "1947"),
    "start_proof": ["witnesses"],
    **_date("end", "", "", "1956"),
    "end_proof": ["none"],
    "from_place": ["Станіславська область"],
    "to_place": ["Казахстан"],
    "narrative": [""],
}

#: Given name and surname, country, language: who signs the demonstration petition.
SIGNERS: tuple[tuple[str, str, str], ...] = (
    ("Jānis Ozollapa", "LV", "lv"),
    ("Marek Wierzbołowski", "PL", "pl"),
    ("Rasa Eglynaitė", "LT", "lt"),
    ("Pavlo Zorepad", "UA", "uk"),
    ("Laima Vējsaule", "LV", "lv"),
    ("Kalju Lumepilv", "EE", "et"),
    ("Ana Tormenta-Eglītė", "PT", "en"),
    ("Toomas Rannaliiv", "EE", "et"),
    ("Zofia Jeziorańska-Mgła", "PL", "pl"),
    ("Vytautas Rūkas", "LT", "lt"),
    ("Олеся Тиховод", "UA", "uk"),
    ("Margaret Ashgrove-Kask", "CA", "en"),
)
