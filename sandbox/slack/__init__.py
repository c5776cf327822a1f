"""A strict emulator of Slack: its Web API, the people who use the app, and all that Slack sends to the app."""

from sandbox.slack.app import create_slack
from sandbox.slack.model import App, Channel, File, Installation, Message, User, Workspace
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.slack.surfaces import View
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld

__all__ = [
    "SANDBOX_SLACK_TOKEN", "App", "Channel", "File", "Installation", "Message", "Person", "Platform", "SlackWorld",
    "User", "View", "Workspace", "create_site", "create_slack",
]  # fmt: skip
