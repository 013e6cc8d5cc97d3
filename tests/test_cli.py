"""The command line as a person uses it: a real process, real files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from difflib import ndiff
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from lde_bot import services_access, services_editing
from lde_bot.bootstrap import build_app, build_index, load_knowledge
from lde_bot.config import PROJECT, Settings
from lde_bot.knowledge.writer import entry_text as entry_text_of
from lde_bot.passwords import new_secret
from tests.brief import brief_content
from tests.conftest import entry_text


@cache
def lexically_learnt() -> Path:
    """Return what a first start learns, so that the others need not."""
    settings = Settings(data_dir=Path(mkdtemp()), encoder=False)
    build_index(settings, load_knowledge(settings)[0])
    return settings.cache_dir


def run(*arguments: str, data: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python bot.py`` where a start before this one learnt the content."""
    if not (data / "cache").exists():
        shutil.copytree(lexically_learnt(), data / "cache")
    return run_first(*arguments, data=data, stdin=stdin, **environment)


def run_first(*arguments: str, data: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python bot.py`` with a data directory of its own and lexically, which starts quickest."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LDE_")}
    settings = {"LDE_DATA_DIR": str(data), "LDE_ENCODER": "0", "PYTHONWARNINGS": "error"} | environment
    return subprocess.run(
        [sys.executable, "bot.py", *arguments],
        cwd=PROJECT,
        input=stdin,
        text=True,
        capture_output=True,
        env=clean | settings,
        timeout=120,
        check=False,
    )


def test_check_passes_on_the_real_content(tmp_path: Path) -> None:
    done = run("check", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0 fouten" in done.stdout
    assert "alleen op woorden" in done.stdout


def test_check_names_file_and_line_of_a_mistake_and_exits_with_1(tmp_path: Path, knowledge_dir: Path) -> None:
    (knowledge_dir / "basis" / "een.yaml").write_text(entry_text("een", question="question: wat: nu"))
    done = run("check", data=tmp_path, LDE_KNOWLEDGE_DIR=str(knowledge_dir))
    assert done.returncode == 1
    assert "knowledge/basis/een.yaml:2: fout: geen geldige YAML" in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_content_keeps_the_bot_from_starting_and_says_why(tmp_path: Path, knowledge_dir: Path) -> None:
    (knowledge_dir / "basis" / "een.yaml").write_text("geen fiche")
    done = run("chat", data=tmp_path, LDE_KNOWLEDGE_DIR=str(knowledge_dir))
    assert done.returncode == 1
    assert "een.yaml:1" in done.stderr
    assert not (tmp_path / "lde.db").exists()


def test_without_a_token_the_bot_talks_here(tmp_path: Path) -> None:
    done = run(data=tmp_path, stdin="hallo\nfietspunt 3000\n/stop\n")
    assert done.returncode == 0, done.stderr
    assert "computerprogramma" in done.stdout
    assert "Fietspunt Leuven" in done.stdout
    assert (tmp_path / "lde.db").exists()
    assert (tmp_path / "lde.key").stat().st_size == 32


@pytest.mark.parametrize("token", ["onzin", "123", "123:a b"])
def test_a_token_that_is_none_is_one_clear_sentence(tmp_path: Path, token: str) -> None:
    done = run(data=tmp_path, LDE_TELEGRAM_TOKEN=token)
    assert done.returncode == 1
    assert done.stderr.startswith("lde-bot: LDE_TELEGRAM_TOKEN is not a bot token")
    assert token not in done.stderr


def test_run_without_a_token_says_what_is_missing(tmp_path: Path) -> None:
    done = run("run", data=tmp_path)
    assert done.returncode == 2
    assert "LDE_TELEGRAM_TOKEN" in done.stderr


def test_ask_answers_json_lines_in_order_and_leaves_nothing_behind(tmp_path: Path) -> None:
    lines = "\n".join(
        json.dumps({"id": number, "text": text}) for number, text in enumerate(["wat is lde", "", "9000"])
    )
    done = run("ask", "--jsonl", data=tmp_path, stdin=lines)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"], "what was learnt may stay; what people say may not"
    assert {path.name for path in (tmp_path / "cache").iterdir()} <= {"learnt.npz", "vectors.npz"}


def test_a_bad_line_makes_the_exit_status_1(tmp_path: Path) -> None:
    done = run("ask", "--jsonl", data=tmp_path, stdin='{"id": 1, "text": "hallo"}\nmis\n')
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


def test_questions_without_an_answer_are_listed_grouped_and_as_csv(tmp_path: Path) -> None:
    asked = "\n".join(json.dumps({"id": 1, "text": text}) for text in ["xyzzy plugh", "=xyzzy plugh", "zzz qqq www"])
    run("ask", "--jsonl", "--record", data=tmp_path, stdin=asked)
    listed = run("unanswered", data=tmp_path)
    assert "2x  " in listed.stdout
    assert "3 vragen in 2 groepen." in listed.stdout
    table = run("unanswered", "--csv", data=tmp_path).stdout.splitlines()
    assert table[0] == "group,count,asked_at,text,reason,candidates,why,revision"
    assert len(table) == 4
    assert ",=xyzzy" not in "\n".join(table)


def test_nothing_typed_can_be_read_in_any_file(tmp_path: Path) -> None:
    run("ask", "--jsonl", "--record", data=tmp_path, stdin='{"id": 1, "text": "flierefluiter bij ons thuis"}')
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"flierefluiter" not in path.read_bytes()


def test_import_reports_what_it_did(tmp_path: Path) -> None:
    done = run("import", "data/initiatives.csv", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "216 rijen gelezen, 0 geweigerd, 0 mogelijke dubbels." in done.stdout
    assert "216 ongewijzigd." in done.stdout


def test_a_bad_sheet_changes_nothing_unless_partial(tmp_path: Path) -> None:
    sheet = tmp_path / "blad.csv"
    good = "Nieuwe klus,klusdienst,Gent,9000,https://www.voorbeeld.be/x\n"
    sheet.write_text(
        "name,services,municipality,postcode,source_url\n" + good + ",klusdienst,Gent,9000,https://a.be/x\n"
    )
    refused = run("import", str(sheet), data=tmp_path / "d")
    assert refused.returncode == 1
    assert "blad.csv:3: fout: rij geweigerd: de naam ontbreekt" in refused.stderr
    assert "nothing changed" in refused.stderr
    taken = run("import", str(sheet), "--partial", data=tmp_path / "d")
    assert taken.returncode == 0
    assert "1 nieuw" in taken.stdout


def test_the_directory_goes_out_changes_and_comes_back_with_its_history(tmp_path: Path) -> None:
    out, data = tmp_path / "gids.csv", tmp_path / "d"
    done = run("export", str(out), data=data)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbfid,naam,")
    out.write_text(out.read_text(encoding="utf-8").replace("0478 69 18 59", "0478 69 18 58", 1), encoding="utf-8")
    tried = run("import", str(out), "--dry-run", data=data)
    assert "phone: '0478 69 18 59' wordt '0478 69 18 58'" in tried.stdout
    assert "er is niets gewijzigd" in tried.stdout
    taken = run("import", str(out), "--by", "Koepel", "--why", "gebeld", data=data)
    assert "0 nieuw, 1 gewijzigd, 215 ongewijzigd." in taken.stdout
    name = next(line.split("(")[-1].rstrip(")") for line in taken.stdout.splitlines() if line.startswith("gewijzigd: "))
    history = run("directory", "history", name, data=data)
    assert "update door Koepel (gebeld): phone: '0478 69 18 59' werd '0478 69 18 58'" in history.stdout
    refused = run("export", str(tmp_path / "gids.pdf"), data=data)
    assert refused.returncode == 2


def test_what_may_be_there_twice_is_listed(tmp_path: Path) -> None:
    done = run("directory", "duplicates", data=tmp_path)
    assert "heeft dezelfde telefoon als" in done.stdout
    assert done.stdout.splitlines()[-1].endswith(" mogelijke dubbels.")


def test_a_list_to_hand_out_is_a_page_to_print_or_a_picture_to_forward(tmp_path: Path) -> None:
    done = run("directory", "page", "klusdienst", "9000", str(tmp_path / "lijst.pdf"), data=tmp_path / "d")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "lijst.pdf").read_bytes().startswith(b"%PDF")
    drawn = run("directory", "page", "klusdienst", "9000", str(tmp_path / "lijst.png"), data=tmp_path / "d")
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "lijst.png").read_bytes().startswith(b"\x89PNG")
    refused = run("directory", "page", "klusdienst", "9000", str(tmp_path / "lijst.doc"), data=tmp_path / "d")
    assert (refused.returncode, (tmp_path / "lijst.doc").exists()) == (2, False)
    nowhere = run("directory", "page", "klusdienst", "9000", str(tmp_path / "weg" / "lijst.pdf"), data=tmp_path / "d")
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr


def test_a_setting_that_cannot_be_used_is_one_clear_sentence(tmp_path: Path) -> None:
    done = run("check", data=tmp_path, LDE_KEEP_DAYS="altijd")
    assert done.returncode == 1
    assert done.stderr.startswith("lde-bot: LDE_KEEP_DAYS cannot be used")


def test_the_program_can_be_asked_for_its_version(tmp_path: Path) -> None:
    assert run("--version", data=tmp_path).stdout.startswith("lde-bot, version ")


def test_who_lost_the_phone_has_the_codes_switched_off_and_who_has_none_is_told_so(tmp_path: Path) -> None:
    assert run("desk", "add-user", "an", "--password", "een lang wachtwoord", data=tmp_path).returncode == 0
    app = build_app(Settings(data_dir=tmp_path, encoder=False))
    user = app.desk.user_named("an")
    assert user is not None
    app.desk.set_totp(user.id, new_secret())
    app.close()
    done = run("desk", "drop-codes", "an", data=tmp_path)
    assert (done.returncode, done.stdout) == (0, "De codes van an staan uit. Vraag om ze opnieuw aan te zetten.\n")
    again = run("desk", "drop-codes", "an", data=tmp_path)
    assert again.returncode == 2
    assert "gebruikt geen codes" in again.stderr


def test_what_the_desk_published_goes_into_the_files_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    root, data = brief_content(tmp_path), tmp_path / "data"
    app = build_app(Settings(data_dir=data, knowledge_dir=root, encoder=False))
    services_access.add_user(app, "an", services_access.Role.CURATOR, "een lang wachtwoord", "test")
    user = app.desk.user_named("an")
    assert user is not None
    app.cases = tuple
    known = app.snapshot.knowledge.entries["win-win"]
    changed = replace(known, answer=f"{known.answer}\n\nVraag het ook eens aan de Koepel.")
    gone = app.snapshot.knowledge.entries["leefloon"]
    for path, content in ((known.path, entry_text_of(changed)), (gone.path, "")):
        one = services_editing.begin_check(app, path, content)
        while not one.done:
            time.sleep(0.02)
        assert services_editing.publish(app, one.token, "", user) == "", (one.findings, one.stolen, one.changed)
    app.close()
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*.yaml")}
    done = run("desk", "export", data=data, LDE_KNOWLEDGE_DIR=str(root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [known.path, gone.path]
    written, removed = tmp_path / known.path, tmp_path / gone.path
    assert written.read_text(encoding="utf-8") == entry_text_of(changed)
    lines = before.pop(written)[0].decode().splitlines(), written.read_text(encoding="utf-8").splitlines()
    assert [line for line in ndiff(*lines) if line[0] != " "] == ["+ ", "+   Vraag het ook eens aan de Koepel."]
    assert before.pop(removed)
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*.yaml") if path != written
    } == before
    again = run("desk", "export", data=data, LDE_KNOWLEDGE_DIR=str(root))
    assert again.stdout.startswith("0 bestanden")


def test_eval_holds_conversations_and_lists_the_turns_that_went_wrong(tmp_path: Path) -> None:
    turns = (
        "    - {say: fietspunt 3000, act: results, service: fietspunt, place: Leuven}\n"
        "    - {say: telefoon van de eerste, act: fallback}\n"
    )
    (tmp_path / "dialogues_proef.yaml").write_text(f"- title: twee beurten\n  turns:\n{turns}", encoding="utf-8")
    done = run("eval", "--cases", str(tmp_path), "--only", "dialogues", data=tmp_path, COLUMNS="200")
    assert done.returncode == 0, done.stderr
    assert "dialogue.turns │ 50.0%" in done.stdout
    assert "dialogues_proef:4" in done.stdout


def test_eval_names_file_and_line_of_a_mistake_in_a_conversation(tmp_path: Path) -> None:
    turn = "    - {say: hallo, act: smalltalk, entry: bestaat-niet}\n"
    (tmp_path / "dialogues_proef.yaml").write_text(f"- title: een beurt\n  turns:\n{turn}", encoding="utf-8")
    done = run("eval", "--cases", str(tmp_path), data=tmp_path)
    assert done.returncode == 1
    assert "dialogues_proef.yaml:3: fout: fiche 'bestaat-niet' bestaat niet" in done.stderr
    assert "Traceback" not in done.stderr
