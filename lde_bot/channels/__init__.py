"""Where people meet the bot. A channel translates; it decides nothing."""
