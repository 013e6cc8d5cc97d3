"""People ask in their own language, with their own names for towns, and are told in it what they get."""

from __future__ import annotations

from pathlib import Path

import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, UserMessage
from lde_bot.directory.geo import Gazetteer
from lde_bot.errors import Finding
from lde_bot.knowledge.check import check
from lde_bot.knowledge.parse import load_dir
from lde_bot.languages import CODES, DUTCH, likeliest
from lde_bot.services import App
from tests.conftest import TODAY

EMERGENCIES = ("nood-112", "nood-geweld", "nood-praten", "nood-zelfmoord")
LANGUAGES = tuple(code for code in CODES if code != DUTCH)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("où puis-je trouver une crèche dans mon quartier", "fr"),
        ("where can I find a nursery in my neighbourhood", "en"),
        ("wo finde ich eine Kinderkrippe in meiner Nähe", "de"),
        ("dónde encuentro una guardería en mi barrio", "es"),
        ("mahallemde bir kreş nerede bulabilirim", "tr"),
        ("أين أجد حضانة في الحي", "ar"),
        ("gdzie znajdę żłobek w mojej okolicy", "pl"),
        ("де знайти ясла у моєму районі", "uk"),
        ("waar vind ik een crèche in mijn buurt", ""),
        ("ge kunt mij wa kussen", ""),
        ("klusdienst 9000", ""),
        ("12345", ""),
    ],
)
def test_a_language_is_told_from_a_sentence(text: str, code: str) -> None:
    likely, sure = likeliest(text)
    assert (likely if sure and likely != DUTCH else "") == code


@pytest.mark.parametrize(
    ("written", "municipality"),
    [
        ("Gante", "Gent"),
        ("Генті", "Gent"),
        ("Antwerpii", "Antwerpen"),
        ("أنتويرب", "Antwerpen"),
        ("Brüksel", "Brussel"),
    ],
)
def test_a_town_is_found_by_what_another_language_calls_it(
    gazetteer: Gazetteer, written: str, municipality: str
) -> None:
    match = gazetteer.by_name(written)
    assert match
    assert match.place.municipality == municipality


def test_every_exonym_belongs_to_a_town_that_exists(gazetteer: Gazetteer) -> None:
    from lde_bot.config import Settings
    from lde_bot.directory.geo import read_exonyms

    with Settings().exonyms_file.open(encoding="utf-8", newline="") as file:
        exonyms = read_exonyms(file)
    assert set(exonyms) <= {place.municipality for place in gazetteer.places}


def test_a_greeting_of_one_word_is_answered_in_its_language(app: App) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(text="merhaba"), TODAY)
    assert (turn.act, turn.entry) == (Act.SMALLTALK, "groet")
    assert turn.reply.before[0] == app.snapshot.knowledge.languages["tr"].notice


def test_a_translation_is_marked_as_one_and_the_dutch_text_follows(app: App) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(text="can I still start in LDE?"), TODAY)
    english, entry = app.snapshot.knowledge.languages["en"], app.snapshot.knowledge.entries[turn.entry]
    said = "\n\n".join(turn.reply.before)
    marks = [said.index(part) for part in (english.notice, english.translated, english.translations[turn.entry][:40])]
    assert marks == sorted(marks)
    assert entry.answer[:40] in said[marks[-1] :]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", EMERGENCIES)
def test_help_lines_are_translated_into_every_language_and_come_first(app: App, code: str, name: str) -> None:
    language = app.snapshot.knowledge.languages[code]
    turn = services.reply_to(app, EMPTY, UserMessage(text=language.utterances[name][0]), TODAY)
    assert turn.entry in EMERGENCIES
    assert turn.reply.before[0] in language.translations[turn.entry]


def test_the_most_needed_entries_are_translated_into_french_and_english(app: App) -> None:
    for code in ("fr", "en"):
        assert len(app.snapshot.knowledge.languages[code].translations) >= 25


def _findings(knowledge_dir: Path, content: str) -> list[Finding]:
    folder = knowledge_dir / "languages"
    folder.mkdir(exist_ok=True)
    (folder / "fr.yaml").write_text(content, encoding="utf-8")
    base, _ = load_dir(knowledge_dir)
    return [one for one in check(base, TODAY) if one.path.endswith("fr.yaml")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("utterances:\n  nergens: [bonsoir]\n", "language.dead-link", 5),
        ("requests:\n  toverdienst: [une fée]\n", "language.dead-link", 5),
        ("services:\n  toverdienst: [fée]\n", "language.dead-link", 5),
        ("asks:\n  couleur: [quelle couleur]\n", "language.dead-link", 5),
        ("translations:\n  een: Appelle le 0499 00 00 00.\n", "language.number", 5),
    ],
)
def test_a_mistake_in_a_language_file_is_found_on_its_line(
    knowledge_dir: Path, content: str, code: str, line: int
) -> None:
    (found,) = _findings(knowledge_dir, f"notice: Bonjour.\ntranslated: Traduction.\nexplains: [quoi]\n{content}")
    assert (found.code, found.line) == (code, line)


def test_a_sound_language_file_has_no_findings(knowledge_dir: Path) -> None:
    head = "notice: Bonjour.\ntranslated: Traduction.\nexplains: [quoi]\n"
    sound = f"{head}utterances:\n  een: [une question]\ntranslations:\n  een: Oui.\n"
    assert _findings(knowledge_dir, sound) == []
