"""Slack: workspaces, their private messages, forms and home pages."""
