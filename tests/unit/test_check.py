"""Looking across the whole knowledge base finds what a single file cannot show."""

from datetime import date
from pathlib import Path

import pytest

from lde_bot.errors import ContentError, Severity
from lde_bot.knowledge.check import check
from lde_bot.knowledge.parse import load_dir
from lde_bot.knowledge.readability import longest_sentence, reading_ease, sentences, syllables
from tests.conftest import TODAY, entry_text


def found(knowledge_dir: Path, today: date = TODAY, **changes: str) -> dict[str, tuple[Severity, int]]:
    """Return the findings about entry ``een`` after some changes, as code to severity and line."""
    (knowledge_dir / "basis" / "een.yaml").write_text(entry_text("een", **changes))
    base, _ = load_dir(knowledge_dir)
    return {
        one.code: (one.severity, one.line) for one in check(base, today) if one.path.endswith(("een.yaml", "twee.yaml"))
    }


def test_a_sound_entry_has_no_findings(knowledge_dir: Path) -> None:
    assert found(knowledge_dir) == {}


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"utterances": "utterances: [een, of twee]"}, "entry.few-utterances", Severity.ERROR),
        ({"related": "related: [nergens]"}, "entry.dead-link", Severity.ERROR),
        ({"related": "related: [een]"}, "entry.self-link", Severity.ERROR),
        ({"step": "next_step:\n  label: Ga\n  entry: nergens"}, "entry.dead-link", Severity.ERROR),
        ({"step": "next_step:\n  label: Ga\n  service: toverdienst"}, "entry.dead-link", Severity.ERROR),
        ({"valid": "valid_until: 2023-06-30"}, "entry.expired", Severity.ERROR),
        ({"valid": "valid_from: 2024-01-01\nvalid_until: 2023-01-01\nsuccessor: twee"}, "entry.dates", Severity.ERROR),
        ({"step": "simpler: Bel 0800 12 345"}, "entry.simpler-number", Severity.ERROR),
        ({"step": "simpler: Individueelmaatwerkdecreetsbepalingen."}, "entry.simpler-harder", Severity.WARNING),
        ({"reviewed_on": "reviewed_on: 2027-01-01"}, "entry.dates", Severity.ERROR),
        ({"reviewed_on": "reviewed_on: 2025-11-01"}, "entry.old-review", Severity.WARNING),
        (
            {"answer": "answer: Desbetreffende tewerkstellingsmaatregelen ondersteunen arbeidsmarktdienstverlening."},
            "entry.hard-to-read",
            Severity.WARNING,
        ),
        ({"answer": "answer: " + "Dit is er nog een " * 5 + "zin."}, "entry.long-sentence", Severity.WARNING),
    ],
)
def test_each_rule_is_held(knowledge_dir: Path, changes: dict[str, str], code: str, severity: Severity) -> None:
    assert found(knowledge_dir, TODAY, **changes).get(code, ("", 0))[0] == severity


def test_an_answer_that_held_until_yesterday_is_fine_with_a_successor(knowledge_dir: Path) -> None:
    assert found(knowledge_dir, valid="valid_until: 2023-06-30\nsuccessor: twee") == {}


def test_a_year_after_its_review_an_entry_gets_a_warning_and_not_a_day_before(knowledge_dir: Path) -> None:
    assert found(knowledge_dir, date(2027, 11, 1)) == {}
    assert set(found(knowledge_dir, date(2027, 11, 2))) == {"entry.old-review"}


def test_an_utterance_in_two_entries_is_found_whatever_its_case_and_marks(knowledge_dir: Path) -> None:
    utterances = "utterances:\n" + "".join(f"  - Eén: vraag {n}?\n".replace(": v", " v") for n in range(7))
    changed = found(knowledge_dir, utterances=utterances + "  - TWEE, vraag nummer 3!")
    assert changed["entry.shared-utterance"][0] is Severity.ERROR


def test_a_service_word_belongs_to_one_service(knowledge_dir: Path) -> None:
    path = knowledge_dir / "vocabulary.yaml"
    path.write_text(path.read_text().replace("words: [klusdienst,", "words: [klusdienst, fietspunt,"))
    with pytest.raises(ContentError) as raised:
        load_dir(knowledge_dir)
    [finding] = raised.value.findings
    assert finding.code == "vocabulary.shared-word"
    assert "fietspunt" in path.read_text().splitlines()[finding.line - 1]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("vocabulary.yaml", "general: [", "general: [nergens, een, "),
        ("vocabulary.yaml", "\nno_search:", "\nno_search:\n  nergens: [zwijgen]"),
        ("vocabulary.yaml", "entry: dienst-kinderopvang\n", "entry: nergens\n"),
        ("aspects.yaml", "general: [duur-traject]", "general: [een, nergens]"),
        ("aspects.yaml", "\ntopics:\n", "\ntopics:\n  - entries: [een, nergens]\n"),
        ("aspects.yaml", "\ntopics:\n", "\ntopics:\n  - entries: [een]\n    price: nergens\n"),
        ("aspects.yaml", "\ntopics:\n", "\ntopics:\n  - entries: [een]\n    price: nergens + uitleg\n"),
    ],
)
def test_an_entry_that_is_named_and_does_not_exist_is_found_where_it_is_named(
    knowledge_dir: Path, file: str, old: str, new: str
) -> None:
    path = knowledge_dir / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    findings = check(load_dir(knowledge_dir)[0], TODAY)
    assert "fiche 'een' bestaat niet" not in {one.message for one in findings}
    [found] = [one for one in findings if one.message == "fiche 'nergens' bestaat niet"]
    assert found.path == f"knowledge/{file}"
    assert "nergens" in path.read_text().splitlines()[found.line - 1]


def test_a_mistake_in_what_is_read_twice_is_found_once(knowledge_dir: Path) -> None:
    path = knowledge_dir / "vocabulary.yaml"
    path.write_text(path.read_text().replace("\ngeneral: [", "\ngeneral: nergens\nunits: [", 1))
    with pytest.raises(ContentError) as raised:
        load_dir(knowledge_dir)
    assert [one.message for one in raised.value.findings].count("veld 'general' moet een lijst zijn") == 1


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    assert len(sentences("Je kan kiezen:\n- poetsen\n- koken\n\nBel 1700.")) == 4
    assert longest_sentence("Een twee drie. Een twee.") == 3


def test_easy_words_score_higher_than_hard_ones() -> None:
    easy, hard = "De man gaat naar huis. Hij is blij.", "Overheidsgesubsidieerde tewerkstellingsmaatregelen."
    assert reading_ease(easy) > 90 > 30 > reading_ease(hard)
    assert reading_ease("") == 100.0
    assert (syllables("huis"), syllables("werken"), syllables("OCMW")) == (1, 2, 2)


def test_the_formula_is_that_of_douma() -> None:
    # ten words, ten syllables, two sentences: 206.84 - 77 * 1 - 0.93 * 5
    assert reading_ease("Ik ga nu naar huis. Jij gaat ook mee, ja.") == pytest.approx(206.84 - 77 - 0.93 * 5)
