"""The words of the statement itself, in each language.

They are here and not in the catalogues: what people put a qualified signature under must not
change because somebody corrects a catalogue. Whoever changes them counts up `statement.EDITION`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """`signing` names the petition as ``{title}``."""

    title: str
    signing: str
    once: str
    petition: str
    digest: str


WORDINGS: dict[str, Wording] = {
    "en": Wording(
        title="Statement of signature",
        signing="I sign the petition “{title}”. I have read it, and agree with it in the words "
        "below.",
        once="I sign once, with my own qualified electronic signature.",
        petition="Petition",
        digest="Digest of the text in all languages (SHA-256 of petition.json)",
    ),
    "et": Wording(
        title="Allkirja avaldus",
        signing="Allkirjastan petitsiooni „{title}“. Olen selle läbi lugenud ja nõustun sellega "
        "allpool toodud sõnastuses.",
        once="Allkirjastan ühe korra, oma kvalifitseeritud e-allkirjaga.",
        petition="Petitsioon",
        digest="Kõigis keeltes teksti räsi (petition.json, SHA-256)",
    ),
    "lt": Wording(
        title="Pareiškimas dėl parašo",
        signing="Pasirašau peticiją „{title}“. Ją perskaičiau ir jai pritariu tokiais žodžiais, "
        "kokie pateikti toliau.",
        once="Pasirašau vieną kartą, savo kvalifikuotu elektroniniu parašu.",
        petition="Peticija",
        digest="Teksto visomis kalbomis santrauka (petition.json, SHA-256)",
    ),
    "lv": Wording(
        title="Paziņojums par parakstu",
        signing="Es parakstu petīciju “{title}”. Es zinu tās saturu un piekrītu tai tālāk "
        "izklāstītajā redakcijā.",
        once="Parakstu vienu reizi, ar savu kvalificēto elektronisko parakstu.",
        petition="Petīcija",
        digest="Teksta visās valodās kontrolsumma (petition.json, SHA-256)",
    ),
    "pl": Wording(
        title="Oświadczenie o podpisaniu",
        signing="Podpisuję petycję „{title}”. Znam jej treść i zgadzam się z nią w poniższym "
        "brzmieniu.",
        once="Podpisuję się jeden raz, własnym kwalifikowanym podpisem elektronicznym.",
        petition="Petycja",
        digest="Skrót tekstu we wszystkich językach (SHA-256 pliku petition.json)",
    ),
    "uk": Wording(
        title="Заява про підпис",
        signing="Я підписую петицію «{title}». Я знаю її зміст і погоджуюся з нею в наведеному "
        "нижче тексті.",
        once="Підписую один раз, власним кваліфікованим електронним підписом.",
        petition="Петиція",
        digest="Геш тексту всіма мовами (SHA-256 файла petition.json)",
    ),
}
