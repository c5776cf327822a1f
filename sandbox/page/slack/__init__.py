"""The Slack window of the page: what it shows, and what somebody in a workspace can do."""
