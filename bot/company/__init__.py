"""The energy company behind the bot: it sends its customers, asks what they connected, and is told of it."""
