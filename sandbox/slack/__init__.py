"""A strict emulator of Slack, with the people who use the app.

The Web API is app.py (`create_slack`); what Slack sends to the app (events, interactivity, commands, Socket Mode)
and OAuth are told in their own modules.
"""
