"""What a column of a list can mean, and the headings by which it is known in ten languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.privacy.vault import fold


class Field(models.TextChoices):
    NUMBER = "number", _("Number or code of the row, which stays when the list is corrected")
    SURNAME = "surname", _("Surname")
    GIVEN = "given", _("Given name")
    PATRONYMIC = "patronymic", _("Father's name (patronymic)")
    WHOLE_NAME = "whole_name", _("Whole name in one cell")
    BIRTH_NAME = "birth_name", _("Surname at birth")
    MARRIED_NAME = "married_name", _("Married name")
    OTHER_NAME = "other_name", _("Another spelling of the name")
    FILE_NAME = "file_name", _("Name as written in the file of the authorities")
    SEX = "sex", _("Sex")
    BORN = "born", _("Date of birth")
    BIRTH_PLACE = "birth_place", _("Place of birth")
    NATIONALITY = "nationality", _("Nationality or ethnic group")
    OCCUPATION = "occupation", _("Occupation")
    LABEL = "label", _("Label applied by the authorities")
    HOME = "home", _("Where they lived")
    TAKEN = "taken", _("Date of arrest or deportation")
    SENT_TO = "sent_to", _("Where they were sent")
    STATUS = "status", _("Sentence or status")
    FREED = "freed", _("Date of release")
    DIED = "died", _("Date of death")
    DEATH_PLACE = "death_place", _("Place of death")
    DEATH_CAUSE = "death_cause", _("Cause of death")
    ARCHIVE = "archive", _("Where the file lies in the archive")
    RELATIVES = "relatives", _("Relatives, by the codes of their rows")
    NOTE = "note", _("Note")


#: Dates, in the order in which they can be.
DATES = (Field.BORN, Field.TAKEN, Field.FREED, Field.DIED)
NAMES = (
    Field.SURNAME,
    Field.GIVEN,
    Field.WHOLE_NAME,
    Field.FILE_NAME,
    Field.OTHER_NAME,
    Field.BIRTH_NAME,
    Field.MARRIED_NAME,
)
#: English, Lithuanian, Latvian, Estonian, Polish, Ukrainian, Russian, German, Belarusian, Finnish.
HEADINGS: dict[Field, str] = {
    Field.NUMBER: "number|no|nr|id|code|row id|eil nr|numeris|npk|nr p k|jrk|jrk nr|lp|l p|№|№ п п"
    "|номер|код|n",
    Field.SURNAME: "surname|last name|family name|pavardė|uzvārds|perekonnanimi|perenimi|nazwisko"
    "|прізвище|фамилия|nachname|familienname|прозвішча|sukunimi",
    Field.GIVEN: "given name|given names|first name|first names|name given|vardas|vārds|eesnimi"
    "|eesnimed|imię|imiona|ім я|имя|vorname|імя|etunimi",
    Field.PATRONYMIC: "patronymic|father s name|father|tėvo vardas|tėvavardis|tēva vārds|tēvvārds"
    "|isanimi|isa nimi|imię ojca|otczestwo|по батькові|отчество|vatersname|імя па бацьку",
    Field.WHOLE_NAME: "name|full name|whole name|vardas pavardė|pavardė vardas|vardas ir pavardė"
    "|vārds uzvārds|uzvārds vārds|nimi|nazwisko i imię|imię i nazwisko|піб|фио|ф и о",
    Field.BIRTH_NAME: "maiden name|birth name|surname at birth|née|mergautinė pavardė"
    "|dzimtais uzvārds|pirmslaulību uzvārds|neiupõlvenimi|sünninimi|nazwisko rodowe"
    "|nazwisko panieńskie|дівоче прізвище|девичья фамилия|geburtsname",
    Field.MARRIED_NAME: "married name|santuokinė pavardė|laulību uzvārds|abielunimi"
    "|nazwisko po mężu|прізвище у шлюбі|фамилия в браке",
    Field.OTHER_NAME: "other name|other spelling|also known as|alias|kita pavardė|cits vārds"
    "|muu nimi|inne nazwisko|інше прізвище|другое имя",
    Field.FILE_NAME: "name in the file|nkvd name|name in nkvd file|pavardė byloje|vārds lietā"
    "|nimi toimikus|nazwisko w aktach|прізвище у справі|фамилия в деле",
    Field.SEX: "sex|gender|lytis|dzimums|sugu|płeć|стать|пол|geschlecht",
    Field.BORN: "born|birth|birthdate|birth date|date of birth|year of birth|birth year"
    "|gimimo data|gimimo metai"
    "|gimė|gimęs|dzimšanas datums|dzimšanas gads|dzimis|sünniaeg|sünniaasta|sündinud"
    "|data urodzenia|rok urodzenia|ur|дата народження|рік народження|дата рождения"
    "|год рождения|г р|geburtsdatum|geboren|syntymäaika",
    Field.BIRTH_PLACE: "birth place|place of birth|gimimo vieta|dzimšanas vieta|sünnikoht"
    "|miejsce urodzenia|місце народження|место рождения|geburtsort",
    Field.NATIONALITY: "nationality|ethnicity|tautybė|tautība|rahvus|narodowość|національність"
    "|национальность|nationalität",
    Field.OCCUPATION: "occupation|profession|profesija|užsiėmimas|nodarbošanās|amet|elukutse|zawód"
    "|професія|рід занять|профессия|род занятий|beruf",
    Field.LABEL: "label|category|kategorija|kategooria|kategoria|категорія|категория",
    Field.HOME: "residence|home|address|place of residence|gyvenamoji vieta|gyveno|dzīvesvieta"
    "|elukoht|miejsce zamieszkania|місце проживання|место жительства|wohnort",
    Field.TAKEN: "deported|deported on|deportation|date of deportation|arrest|arrested"
    "|arrested on|date of arrest"
    "|ištremtas|ištrėmimo data|tremties data|suimtas|suėmimo data|izsūtīts|izsūtīšanas datums"
    "|arestēts|aresta datums|küüditatud|küüditamise aeg|arreteeritud|data wywózki"
    "|data deportacji|data aresztowania|дата виселення|дата депортації|дата арешту"
    "|дата высылки|дата ареста",
    Field.SENT_TO: "sent to|deported to|destination|place of exile|tremties vieta"
    "|ištrėmimo vieta|izsūtījuma vieta|izsūtīts uz|asumiskoht|väljasaatmiskoht"
    "|miejsce zesłania|місце заслання|место ссылки|место высылки",
    Field.STATUS: "sentence|status|bausmė|nuosprendis|sods|spriedums|karistus|wyrok|вирок"
    "|приговор",
    Field.FREED: "released|released on|release|date of release|freed|paleistas|paleidimo data"
    "|atbrīvots"
    "|atbrīvošanas datums|vabanenud|vabastatud|vabanemise aeg|data zwolnienia"
    "|дата звільнення|дата освобождения",
    Field.DIED: "died|death|date of death|death date|year of death|mirė|mirties data|miris"
    "|miršanas datums|surnud|surmaaeg|data śmierci|zmarł|дата смерті|дата смерти",
    Field.DEATH_PLACE: "place of death|death place|mirties vieta|miršanas vieta|surmakoht"
    "|miejsce śmierci|місце смерті|место смерти",
    Field.DEATH_CAUSE: "cause of death|mirties priežastis|nāves cēlonis|surma põhjus"
    "|przyczyna śmierci|причина смерті|причина смерти",
    Field.ARCHIVE: "archive|archive reference|file|fond|byla|archyvas|arhīvs|lieta|arhiiv|toimik"
    "|archiwum|sygnatura|архів|справа|архив|дело",
    Field.NOTE: "note|notes|remarks|comment|pastabos|piezīmes|märkused|uwagi|примітки|примечания",
}
KNOWN = {fold(heading): field for field, text in HEADINGS.items() for heading in text.split("|")}


def recognise(headings: Sequence[str]) -> list[str]:
    """What each column means; an empty text for unknown ones, and where two say the same."""
    found = [_meaning(heading) for heading in headings]
    often = Counter(found)
    return [field if often[field] == 1 else "" for field in found]


def label_of(field: str) -> str:
    return str(Field(field).label) if field in Field.values else ""


def _meaning(heading: str) -> str:
    if heading in Field.values:
        return heading
    plain = " ".join(re.sub(r"[^\w№]+", " ", fold(heading)).replace("_", " ").split())
    return KNOWN.get(plain, "")
