"""What survives a restart: inbox, conversations, presses, outbox, and all that is due."""
