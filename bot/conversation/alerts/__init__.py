"""Alerts: what happened to a tariff that is connected, told at the right hour, once, with its remedy."""
