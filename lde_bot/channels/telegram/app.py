"""Running the bot in Telegram: one process, one event loop, stopped kindly by Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from lde_bot import services_aside
from lde_bot.channels.telegram.conversation import Conversations
from lde_bot.channels.telegram.news import tell_news
from lde_bot.channels.telegram.pace import FewAtOnce, Pace
from lde_bot.channels.telegram.profile import present
from lde_bot.channels.telegram.receiver import POLL_SECONDS, Dispatcher, receive, replay, retry
from lde_bot.channels.telegram.sending import FIRST_PAUSE, LONGEST_PAUSE
from lde_bot.channels.telegram.staff_news import tell_staff
from lde_bot.channels.telegram.timely import TimelyRequest
from lde_bot.channels.telegram.webhook import Webhook
from lde_bot.errors import ConfigError
from lde_bot.services import App
from lde_bot.stopping import Beside, stop_on_signals

log = logging.getLogger(__name__)
FINISH_SECONDS = 10.0
"""How long a stopping bot may take to finish the replies in hand."""
AGAIN_SECONDS = 5.0
"""After so long, what runs beside the bot and failed begins again."""
_CONNECTIONS = 16


def run_bot(app: App, token: str, api_url: str, beside: Beside | None = None, hook: Webhook | None = None) -> None:
    """Run until stopped.

    :param beside: what runs in the same event loop until then: the web pages.
    :param hook: where Telegram brings updates; without one the bot asks for them.
    :raises ConfigError: Telegram does not know the token.
    """
    asyncio.run(_run(app, token, api_url, beside, hook))


async def _run(app: App, token: str, api_url: str, beside: Beside | None, hook: Webhook | None) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    other = asyncio.create_task(beside(stop)) if beside else None
    try:
        await serve(app, make_bot(token, api_url, app.meter.telegram_error), stop, hook)
    finally:
        stop.set()
        if other:
            await other


def make_bot(
    token: str, api_url: str, failed: Callable[[str], None] | None = None, limits: AIORateLimiter | None = None
) -> ExtBot[int]:
    """Return Telegram's API within Telegram's limits (see :mod:`lde_bot.channels.telegram.pace`).

    :param failed: is told the kind of a failure.
    :param limits: other limits than Telegram's.
    """
    pace = limits or Pace(max_retries=5, failed=failed)
    return ExtBot(
        token=token,
        base_url=api_url,
        request=FewAtOnce(_CONNECTIONS, pace if isinstance(pace, Pace) else None),
        get_updates_request=TimelyRequest(2, extra=POLL_SECONDS),
        rate_limiter=pace,
    )


async def serve(app: App, bot: ExtBot[int], stop: asyncio.Event, hook: Webhook | None = None) -> None:
    """Answer updates until ``stop`` is set, then finish what is in hand.

    :raises ConfigError: Telegram does not know the token.
    """
    try:
        if not await _connect(app, bot, stop, hook):
            return
        log.info("Running as @%s.", bot.username)
        conversations = Conversations(app, bot)
        dispatcher = Dispatcher(conversations.handle, partial(services_aside.note, app))
        tasks: tuple[Callable[[], Awaitable[None]], ...] = (
            partial(tell_news, app, bot),
            partial(_presented, app, bot),
            partial(tell_staff, app, bot, conversations.staff),
            partial(retry, app, bot, dispatcher),
        )
        beside = [asyncio.create_task(_steadily(task)) for task in tasks]
        try:
            replay(app, bot, dispatcher)
            if hook:
                hook.start(bot, dispatcher)
                await stop.wait()
            else:
                await receive(app, bot, dispatcher, stop)
        finally:
            if hook:
                hook.stop()
            for task in beside:
                task.cancel()
            await asyncio.wait(beside, timeout=FINISH_SECONDS)  # what could not be told is kept for the next start
            await dispatcher.finish(FINISH_SECONDS)
            conversations.close()
    except InvalidToken:
        raise ConfigError("Telegram does not know this token: copy LDE_TELEGRAM_TOKEN from BotFather again.") from None
    finally:
        await bot.shutdown()


async def _connect(app: App, bot: Bot, stop: asyncio.Event, hook: Webhook | None) -> bool:
    """Find Telegram, waiting for as long as it is away; False when the bot was stopped meanwhile.

    As little as can be is asked before the first request for updates: each call that fails begins all of it again.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            await bot.initialize()
            if hook:
                await hook.announce(bot)
            else:
                await bot.delete_webhook(drop_pending_updates=False)
            return True
        except InvalidToken:
            raise
        except BadRequest as refused:
            raise ConfigError(f"Telegram refuses to start the bot: {refused.message}.") from None
        except (NetworkError, RetryAfter) as failure:
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s.", type(failure).__name__, pause)
        except TelegramError as failure:
            raise ConfigError(f"Telegram refuses to start the bot: {failure.message}.") from None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    return False


async def _steadily(work: Callable[[], Awaitable[None]]) -> None:
    """Do something beside the bot; a mistake in it is logged, and a moment later it begins again."""
    while True:
        try:
            return await work()
        except Exception:
            log.exception("Something beside the bot failed; it begins again in %.0f s.", AGAIN_SECONDS)
        await asyncio.sleep(AGAIN_SECONDS)


async def _presented(app: App, bot: Bot) -> None:
    """Set what Telegram shows of the bot, beside everything else: people who wait for an answer do not wait for it."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await present(bot, app.snapshot.knowledge)
        except TelegramError as failure:
            log.warning("The bot's profile is not set yet (%s); again in %.0f s.", type(failure).__name__, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
