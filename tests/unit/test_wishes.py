"""A second service in one message, asked for without its name."""

from __future__ import annotations

import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, UserMessage
from lde_bot.services import App
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("klusjesman in Ieper en iemand om de vloer te dweilen", {"klusdienst", "aanvullende-thuiszorg"}),
        (
            "poetshulp in Aalst en iemand die met haar naar de kine rijdt",
            {"aanvullende-thuiszorg", "vervoer-en-boodschappen"},
        ),
        ("klusdienst in Ieper en iemand met verstand van zaken", {"klusdienst"}),
        ("klusdienst en poetshulp in Ieper", {"klusdienst", "aanvullende-thuiszorg"}),
        ("klusdienst in Ieper en ook dringend", {"klusdienst"}),
    ],
)
def test_what_stands_after_and_someone_is_a_wish_of_its_own(app: App, text: str, wanted: set[str]) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(text=text), TODAY)
    assert turn.act is Act.RESULTS
    assert set(turn.state.services) == wanted
