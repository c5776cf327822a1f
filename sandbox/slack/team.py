"""The workspace that the sandbox begins with: a team that looks after houses, with the app installed."""

from sandbox.slack.platform import Platform
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld

TEAM = "Nordwind Properties"


def create_team(world: SlackWorld | None = None) -> Platform:
    """A platform with one workspace: Ada, who is an admin, Ben and Carla, and the channel #energy."""
    world = world or SlackWorld()
    team = world.add_workspace(TEAM)
    ada = world.add_user(team, "Ada Lindqvist", display_name="Ada", is_admin=True)
    people = [
        ada,
        world.add_user(team, "Ben Okafor", display_name="Ben"),
        world.add_user(team, "Carla Weber", display_name="Carla", locale="de-DE", tz="Europe/Berlin"),
    ]
    world.install(team, installer=ada, token=SANDBOX_SLACK_TOKEN)
    world.add_channel(team, "energy", members=people)
    return Platform(world)
