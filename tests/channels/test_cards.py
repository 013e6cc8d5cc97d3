"""What people take along: a list as a page to print and as a picture to forward."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from lde_bot.channels.cards import blocks, page
from lde_bot.channels.picture import HEIGHT, MOST_HEIGHT, WIDTH, picture
from lde_bot.dialogue.model import Listing, Reply
from lde_bot.services import App
from lde_bot.services_directory import list_near
from tests.store.test_directory import FULL


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height of a picture that can be read."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.size


def inked(data: bytes) -> tuple[int, int, int, int]:
    """Return the box that holds everything that is printed."""
    with Image.open(io.BytesIO(data)) as image:
        return ImageChops.invert(image).getbbox() or (0, 0, 0, 0)


@pytest.mark.parametrize("where", ["9000", "Mol", "Oostende", "Brussel", "Wervik"])
def test_a_list_fits_one_page_in_large_type(app: App, where: str) -> None:
    reply = list_near(app, "klusdienst", where)
    assert reply
    data = picture(reply, app.snapshot.knowledge.responses.say)
    assert size_of(data) == (WIDTH, HEIGHT)
    left, top, right, bottom = inked(data)
    assert left > 60 < top
    assert right < WIDTH - 60
    assert bottom < HEIGHT - 60


def test_paper_and_picture_tell_the_same_in_the_same_order(app: App) -> None:
    reply = list_near(app, "klusdienst", "9000")
    assert reply
    say = app.snapshot.knowledge.responses.say
    assert [name for name, _ in blocks(reply, say)] == [
        f"{number}. {one.initiative.name}" for number, one in enumerate(reply.listings, start=1)
    ]
    assert page(reply, say).startswith(b"%PDF")


def test_what_does_not_fit_makes_the_page_longer_and_a_long_word_is_broken(app: App) -> None:
    long = replace(FULL, name="x" * 3000, website="https://" + "y" * 3000, description="z " * 900)
    reply = Reply(("Lijst",), tuple(Listing(long, None) for _ in range(3)))
    data = picture(reply, app.snapshot.knowledge.responses.say)
    width, height = size_of(data)
    assert width == WIDTH
    assert HEIGHT < height <= MOST_HEIGHT
    assert inked(data)[2] <= WIDTH - 60


def test_an_empty_list_is_an_empty_page(app: App) -> None:
    assert size_of(picture(Reply(()), app.snapshot.knowledge.responses.say)) == (WIDTH, HEIGHT)
