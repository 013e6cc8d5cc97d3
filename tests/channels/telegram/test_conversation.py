"""People talk with the bot in Telegram: real HTTP, a strict Bot API, real content."""

from __future__ import annotations

from pathlib import Path

import pytest

from lde_bot import services, services_upkeep
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled

pytestmark = pytest.mark.usefixtures("bot")


async def test_start_says_who_is_talking_and_that_it_is_no_person(api: BotApi) -> None:
    anna = api.user()
    anna.starts()
    [reply] = await api.wait_for(chat=anna)
    assert "computerprogramma" in reply.text
    assert "/privacy" in reply.text


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("/help", "gemeente"),
        ("/privacy", "90 dagen"),
        ("/verwijder", "gewist"),
        ("/bestaatniet", "gemeente"),
        ("/", "gem"),
    ],
)
async def test_each_command_is_answered(api: BotApi, command: str, word: str) -> None:
    anna = api.user()
    anna.sends(command)
    [reply] = await api.wait_for(chat=anna)
    assert word in reply.text


async def test_a_question_gets_an_answer_with_its_source_as_a_link(api: BotApi) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [reply] = await api.wait_for(chat=anna)
    assert "lokale diensteneconomie" in reply.text
    assert '<a href="https://' in reply.html
    assert "Nagekeken op" in reply.text
    assert reply.labels


async def test_a_service_then_a_place_gives_initiatives(api: BotApi) -> None:
    anna = api.user()
    anna.sends("fietspunt")
    [question] = await api.wait_for(chat=anna)
    assert "In welke gemeente" in question.text
    anna.sends("leuven")
    [results] = await api.wait_for(chat=anna)
    assert "Fietspunt Leuven" in results.text
    assert "niet door de Koepel nagekeken" in results.text


async def test_a_button_does_what_it_says_and_stops_spinning(api: BotApi) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [reply] = await api.wait_for(chat=anna)
    anna.presses(reply, reply.labels[0])
    [more] = await api.wait_for(chat=anna)
    assert more.text != reply.text
    assert len(api.answers) == 1


async def test_a_button_from_before_a_restart_still_works(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("fietspunt leuven")
    [results] = await api.wait_for(chat=anna)
    await settled(app)
    services.forget(app, app.pseudonym("telegram", anna.id))
    anna.presses(results, "Andere gemeente")
    [question] = await api.wait_for(chat=anna)
    assert question.text


async def test_a_shared_location_is_a_place(api: BotApi) -> None:
    anna = api.user()
    anna.sends("fietspunt")
    await api.wait_for(chat=anna)
    anna.sends_location(50.8796, 4.7009)
    [results] = await api.wait_for(chat=anna)
    assert "Fietspunt Leuven" in results.text


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("sends_sticker", "alleen tekst"),
        ("sends_voice", "luisteren"),
        ("sends_photo", "foto"),
        ("sends_document", "bestanden"),
        ("sends_poll", "poll"),
        ("sends_contact", "gegevens van mensen"),
    ],
)
async def test_what_is_no_text_gets_a_fitting_reply(api: BotApi, kind: str, word: str) -> None:
    anna = api.user()
    getattr(anna, kind)()
    [reply] = await api.wait_for(chat=anna)
    assert word in reply.text


@pytest.mark.parametrize(
    "text",
    ["🙂🙂🙂", "?", "a" * 4096, "kan ik " * 580, "<b>vet</b> & <script>", "\u202eomgekeerd", "é" * 2000, "0" * 4000],
)
async def test_strange_texts_are_answered_once_and_within_the_limits(api: BotApi, text: str) -> None:
    anna = api.user()
    anna.sends(text)
    [reply] = await api.wait_for(chat=anna)
    assert 0 < len(reply.text) <= 4096


async def test_an_edited_question_is_answered_anew(api: BotApi) -> None:
    anna = api.user()
    number = anna.sends("asdf qwer")
    await api.wait_for(chat=anna)
    anna.edits(number, "wat is lokale diensteneconomie")
    [reply] = await api.wait_for(chat=anna, edits=True)
    assert reply.edited
    assert "lokale diensteneconomie" in reply.text


async def test_a_question_without_answer_is_kept_sealed_and_verwijder_removes_it(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("xyzzy plugh 0478 12 34 56")
    await api.wait_for(chat=anna)
    await settled(app)
    [kept] = app.curation.all()
    assert kept.text == "xyzzy plugh [telefoon]"
    anna.sends("/verwijder")
    [reply] = await api.wait_for(chat=anna)
    assert "Koepel: 1" in reply.text
    await settled(app)
    assert app.curation.all() == []


async def test_in_a_group_the_bot_only_answers_when_it_is_asked(api: BotApi) -> None:
    anna, group = api.user(), api.group()
    group.sends(anna, "mooi weer vandaag")
    group.sends(anna, "/help@andere_bot")
    group.sends(anna, "/help")
    [reply] = await api.wait_for(chat=group)
    assert "gemeente" in reply.text
    assert len(api.messages(group)) == 1


async def test_conversations_do_not_mix(api: BotApi) -> None:
    anna, bob = api.user(id=1), api.user(id=2)
    anna.sends("fietspunt")
    bob.sends("klusdienst")
    await api.wait_for(chat=anna)
    await api.wait_for(chat=bob)
    anna.sends("leuven")
    bob.sends("riemst")
    [one], [two] = await api.wait_for(chat=anna), await api.wait_for(chat=bob)
    assert "Fietspunt" in one.text
    assert "Klusjesdienst" in two.text


async def test_link_previews_are_off(api: BotApi) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    await api.wait_for(chat=anna)
    assert api.calls_of("sendMessage")[-1]["link_preview_options"] == {"is_disabled": True}


async def test_a_whole_conversation_reads_well(api: BotApi, tmp_path: Path, bot: Running) -> None:
    anna = api.user(first_name="Anna")
    anna.starts()
    await api.wait_for(chat=anna)
    for text in ("dag", "wat is lde", "kan ik nog starten", "poetshulp in lubbeek", "en in leuven?", "dankjewel"):
        anna.sends(text)
        await api.wait_for(chat=anna)
    transcript = anna.conversation()
    assert "Lubbeek" in transcript
    (tmp_path / "gesprek.txt").write_text(transcript, encoding="utf-8")


async def test_an_initiative_is_saved_as_a_contact(api: BotApi) -> None:
    anna = api.user()
    anna.sends("fietspunt geel")
    [results] = await api.wait_for(chat=anna)
    anna.presses(results, "Meer over 1")
    [card] = await api.wait_for(chat=anna)
    assert "Fietspunt Geel" in card.text
    anna.presses(card, "Bel of bewaar")
    [contact] = await api.wait_for(chat=anna)
    assert contact.json["contact"]["phone_number"] == "+32478691859"
    assert "BEGIN:VCARD" in contact.json["contact"]["vcard"]


async def test_a_list_comes_as_text_and_a_picture_to_forward_and_as_a_page_to_print(api: BotApi) -> None:
    anna = api.user()
    anna.sends("klusdienst mol")
    [results] = await api.wait_for(chat=anna)
    anna.presses(results, "Lijst om door te geven")
    text, photo, file = await api.wait_for(3, chat=anna)
    assert text.text.startswith("Klusdienst bij Mol")
    assert "Bel eerst" in text.text
    assert (photo.json["photo"][-1]["width"], photo.json["photo"][-1]["height"]) == (1240, 1754)
    assert file.json["document"]["file_name"] == "klusdienst-bij-mol.pdf"


async def test_what_is_wrong_is_reported_with_the_field_and_counts_once_a_person(api: BotApi, app: App) -> None:
    anna, bea = api.user(1), api.user(2)
    for person, again in ((anna, 2), (bea, 1)):
        person.sends("fietspunt geel")
        [results] = await api.wait_for(chat=person)
        person.presses(results, "Meer over 1")
        [card] = await api.wait_for(chat=person)
        for _ in range(again):
            person.presses(card, "Klopt dit niet?")
            [question] = await api.wait_for(chat=person)
            assert "Wat klopt er niet" in question.text
            person.presses(question, "Het telefoonnummer")
            [thanks] = await api.wait_for(chat=person, edits=True)
            assert "Bedankt" in thanks.text
            assert thanks.message_id == question.message_id
    await settled(app)
    [report] = app.care.reports()
    assert (report.initiative, report.field, report.count) == ("fietspunt-geel-de-sprong-geel", "phone", 2)


async def test_an_initiative_confirms_its_data_through_a_link(api: BotApi, app: App) -> None:
    token = services_upkeep.make_token(app, "fietspunt-geel-de-sprong-geel")
    anna = api.user()
    anna.sends(f"/start k_{token}")
    [card] = await api.wait_for(chat=anna)
    assert card.text.startswith("Klopt dit nog?")
    assert "0478 69 18 59" in card.text
    anna.presses(card, "Ja, alles klopt")
    [thanks] = await api.wait_for(chat=anna)
    assert "nagekeken op 23 november 2026" in thanks.text
    anna.presses(card, "Ja, alles klopt")
    [used] = await api.wait_for(chat=anna)
    assert "al gebruikt" in used.text
    anna.sends("/start k_1_nietvanons")
    [over] = await api.wait_for(chat=anna)
    assert "werkt niet meer" in over.text


async def test_an_initiative_says_what_changed_through_a_link(api: BotApi, app: App) -> None:
    token = services_upkeep.make_token(app, "fietspunt-geel-de-sprong-geel")
    anna = api.user()
    anna.sends(f"/start k_{token}")
    [card] = await api.wait_for(chat=anna)
    anna.presses(card, "Nee, er is iets veranderd")
    [question] = await api.wait_for(chat=anna)
    anna.presses(question, "De openingsuren")
    await api.wait_for(chat=anna)
    await settled(app)
    assert [(one.field, one.count) for one in app.care.reports()] == [("opening_hours", 1)]
