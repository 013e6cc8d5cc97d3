"""Start LDE-bot: ``python bot.py`` (see ``python bot.py --help``)."""

from lde_bot.__main__ import main

if __name__ == "__main__":
    main()
