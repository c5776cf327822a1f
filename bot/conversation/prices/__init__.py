"""Prices of what is connected: now, today and tomorrow, and when it is best to use energy."""
