"""Every kind of update and every content of a message: answered, or passed over on purpose, and always ticked off.

The updates are made from the description of the Bot API by ``scripts/make_updates.py``.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from telegram import Update

from lde_bot.channels.telegram.webhook import Webhook
from lde_bot.config import PROJECT
from lde_bot.services import App
from tests.botapi import BotApi
from tests.botapi.objects import UPDATE_TYPES
from tests.channels.telegram.conftest import Running
from tests.channels.telegram.test_webhook import SECRET
from tests.channels.telegram.test_webhook import site as site

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
UPDATES: dict[str, dict[str, Any]] = json.loads(
    (PROJECT / "tests" / "fixtures" / "updates.json").read_text(encoding="utf-8")
)["updates"]
FIRST = 10_001
PASSED_OVER = {
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
}
"""Kinds of updates that get no message; an inline query gets cards instead."""
ONLY_NEWS = set(
    "boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left chat_shared "
    "checklist_tasks_added checklist_tasks_done connected_website delete_chat_photo direct_message_price_changed "
    "forum_topic_closed forum_topic_created forum_topic_edited forum_topic_reopened general_forum_topic_hidden "
    "general_forum_topic_unhidden gift gift_upgrade_sent giveaway_completed giveaway_created group_chat_created "
    "left_chat_member managed_bot_created message_auto_delete_timer_changed migrate_from_chat_id migrate_to_chat_id "
    "new_chat_members new_chat_photo new_chat_title paid_message_price_changed passport_data pinned_message "
    "poll_option_added poll_option_deleted proximity_alert_triggered refunded_payment successful_payment "
    "suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_paid "
    "suggested_post_refunded supergroup_chat_created unique_gift users_shared video_chat_ended "
    "video_chat_participants_invited video_chat_scheduled video_chat_started web_app_data write_access_allowed".split()
)
"""Contents of a message that say that something happened; nobody said anything."""


def answered(name: str, update: Mapping[str, Any]) -> bool:
    """True when an update has to get a reply."""
    [kind] = update
    if kind == "message":
        return name.removeprefix("message with ").partition(",")[0] not in ONLY_NEWS
    if kind == "edited_message":
        return "text" in update[kind]
    if kind == "callback_query":  # from a message in another chat there is nobody to write to
        return "message" in update[kind]
    return kind not in PASSED_OVER


def of(person: int, update: Mapping[str, Any]) -> dict[str, Any]:
    """Return an update of another person, so that nobody sends much."""
    changed: dict[str, Any] = json.loads(re.sub(r'"id": 5\b', f'"id": {person}', json.dumps(update)))
    return changed


def test_every_kind_of_update_and_content_is_among_them() -> None:
    kinds = {kind for update in UPDATES.values() for kind in update}
    assert kinds == UPDATE_TYPES
    assert set(Update.ALL_TYPES) <= kinds
    contents = {name for update in UPDATES.values() for name in update.get("message", {})}
    assert contents >= ONLY_NEWS
    assert len(contents) > 100


async def all_done(app: App, count: int) -> None:
    """Wait until as many updates are ticked off, and none is left."""
    async with asyncio.timeout(300):
        while app.inbox._db.execute("select count(*) from inbox where done_at is not null").fetchone()[0] < count:
            await asyncio.sleep(0.05)
    assert app.inbox.figures()[::2] == (0, 0)


def judge(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """Compare who got a reply with who should have."""
    assert "Traceback" not in caplog.text
    assert not any("cannot be read" in record.getMessage() for record in caplog.records)
    for number, (name, update) in enumerate(UPDATES.items()):
        shown = api.messages(FIRST + number)
        assert len(shown) == answered(name, update), (name, [one.text for one in shown])
        assert not any("ging iets mis" in one.text for one in shown), name


async def test_every_update_that_is_asked_for_by_polling(
    api: BotApi, bot: Running, app: App, caplog: pytest.LogCaptureFixture
) -> None:
    for number, update in enumerate(UPDATES.values()):
        api.user(id=FIRST + number)
        [(kind, payload)] = of(FIRST + number, update).items()
        api.world.queue.put(kind, payload, left_over=True)
    await all_done(app, len(UPDATES))
    judge(api, caplog)


async def test_every_update_that_is_brought_to_the_webhook(
    api: BotApi, site: tuple[httpx.AsyncClient, Webhook], app: App, caplog: pytest.LogCaptureFixture
) -> None:
    client, _ = site
    secret = {SECRET: app.sign("telegram webhook")}
    for number, update in enumerate(UPDATES.values()):
        api.user(id=FIRST + number)
        brought = {"update_id": number + 1, **of(FIRST + number, update)}
        assert (await client.post("/telegram", json=brought, headers=secret)).status_code == 200
    await all_done(app, len(UPDATES))
    judge(api, caplog)
    unreadable = {"update_id": 900_000, "message": {"message_id": 1}}
    assert (await client.post("/telegram", json=unreadable, headers=secret)).status_code == 200, "or it comes for ever"
    await all_done(app, len(UPDATES) + 1)
