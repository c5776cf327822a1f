"""What the app's manifest promises to the people of a workspace, as Slack would have read it there."""

COMMAND = "/tariff"
COMMANDS = ("", "connect", "list", "alerts", "settings", "help")
SHORTCUTS = {"connect_tariff": "Connect a tariff"}
MESSAGE_SHORTCUTS = {"connect_tariff_here": "Connect a tariff"}
RETURN_PATH, INSTALL_PATH = "/oauth_redirect", "/install"  # the last part of the app's addresses
