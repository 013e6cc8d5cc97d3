"""The bot in Telegram, by long polling. The door to python-telegram-bot."""
