"""From a message and the conversation so far to a reply: pure, without clock, disk or channel."""
