"""A list as someone reads it on a phone: short, with what holds for all said once, and the way on before who is far."""

from __future__ import annotations

import re

import pytest

from lde_bot import services
from lde_bot.channels.plain import plain_text
from lde_bot.dialogue.model import EMPTY, Reply, Turn, UserMessage
from lde_bot.directory.search import MOST
from lde_bot.services import App
from tests.conftest import TODAY

PLACES = ("9000", "8500", "3770", "1000", "2400", "9300", "3000", "2800", "8800", "1700", "9600")
ONCE = ("openbare bronnen", "De gemeente bepaalt", "Allemaal", "Of zoek op")


def asked(app: App, *texts: str) -> Turn:
    """Return what the last of these messages gets."""
    state = EMPTY
    for text in texts:
        turn = services.reply_to(app, state, UserMessage(text=text), TODAY)
        state = turn.state
    return turn


def shown(app: App, reply: Reply) -> str:
    return plain_text(reply, app.snapshot.knowledge.responses.say)


def words_in(text: str) -> int:
    """Return how many words a person reads: numbers and addresses of sites are looked at, not read."""
    return len(re.findall(r"\b[^\W\d_]+", re.sub(r"https?://\S+", "", text)))


@pytest.mark.parametrize("place", PLACES)
def test_a_list_is_short_and_says_once_what_holds_for_all(app: App, place: str) -> None:
    for term in app.snapshot.knowledge.vocabulary.services:
        first = asked(app, f"{term.id} {place}")
        text = shown(app, first.reply)
        assert words_in(text) <= (140 if len(first.reply.listings) <= MOST else 160), text
        assert all(text.count(part) <= 1 for part in ONCE), text
        again = shown(app, asked(app, f"{term.id} {place}", "tel").reply)
        assert "openbare bronnen" not in again
        assert "De gemeente bepaalt" not in again
        assert words_in(again) <= 110, again


def test_a_list_that_differs_tells_it_of_each_and_one_that_does_not_of_all(app: App) -> None:
    alike, mixed = (shown(app, asked(app, text).reply) for text in ("sociaal restaurant 9000", "klusdienst balen"))
    assert "Allemaal waarschijnlijk LDE." in alike
    assert alike.lower().count("waarschijnlijk lde") == 1
    assert "Allemaal" not in mixed
    assert mixed.count("Waarschijnlijk LDE; zonder datum.") == 2
    assert mixed.count("Niet zeker LDE; ") == 3


def test_a_next_page_says_no_warning_again(app: App) -> None:
    first, second = (
        shown(app, asked(app, *texts).reply)
        for texts in (("sociaal restaurant gent",), ("sociaal restaurant gent", "meer"))
    )
    assert "openbare bronnen" in first
    assert "vanaf nummer 6" in second
    assert "openbare bronnen" not in second


def test_where_nothing_is_near_who_knows_the_way_comes_first_then_at_most_two(app: App) -> None:
    reply = asked(app, "kuisvrouw kortrijk").reply
    assert reply.before == (
        "Aanvullende thuiszorg: in Kortrijk en in de buurt ken ik niets. Vraag het aan de gemeente of het OCMW van"
        " Kortrijk. Of zoek op www.desocialekaart.be.",
        "Dit is het dichtst bij Kortrijk (een OCMW helpt soms alleen eigen inwoners):",
    )
    assert len(reply.listings) == 2


def test_who_is_gone_to_is_not_said_to_help_only_its_own(app: App) -> None:
    reply = asked(app, "fietspunt brugge").reply
    assert reply.before[1] == "Dit is het dichtst bij Brugge:"
    assert "eigen inwoners" not in shown(app, reply)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("klusdienst balen", "nagekeken. Bel of mail dus eerst."),
        ("kinderopvang mechelen", "nagekeken. Een telefoonnummer ken ik niet, dus kijk eerst op de website."),
        ("sociaal restaurant 9000", "Een telefoonnummer ken ik niet, dus vraag het eerst aan je gemeente of OCMW."),
    ],
)
def test_nobody_is_told_to_call_where_there_is_no_number(app: App, text: str, said: str) -> None:
    [after] = asked(app, text).reply.after
    assert said in after


def test_a_list_to_hand_out_says_how_sure_it_is_too(app: App) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(choice="f:sociaal-restaurant:9000 Gent"), TODAY)
    assert turn.reply.after == (
        "Allemaal waarschijnlijk LDE. Lijst van 23 november 2026. Bel eerst: alles kan veranderd zijn.",
    )
