"""The outside world in one process: FlatPeak, a provider's login site, Telegram, and a page to chat on.

For trying and for testing without an account. Nothing outside tests and the `sandbox` command imports it.
"""
