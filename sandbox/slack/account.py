"""auth.*, apps.* and api.test: who the app is, and how it leaves."""

from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Json
from sandbox.slack.params import Asked
from sandbox.slack.users import page


def echo(asked: Asked) -> Json:
    """api.test: says back what it got, or the error it is asked for."""
    error = asked.params.text("error")
    values = {name: value for name, value in asked.params.values.items() if name != "token"}
    if error:
        raise RefusedError(error, args=values)
    return {"args": values} if values else {}


def identify(asked: Asked) -> Json:
    """auth.test."""
    installation = asked.installation
    team = installation.team or installation.bot.team
    body: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": installation.bot.name.lower(),
        "team_id": team.id,
        "user_id": installation.bot.id,
        "bot_id": installation.bot.bot_id,
        "is_enterprise_install": installation.org_wide,
    }
    if installation.enterprise:
        body["enterprise_id"] = installation.enterprise.id
    if installation.org_wide and installation.enterprise:
        body |= {"team": installation.enterprise.name, "team_id": installation.enterprise.id}
    if asked.token.expires_at:
        body["expires_in"] = int((asked.token.expires_at - asked.world.now()).total_seconds())
    return body


def revoke_auth(asked: Asked) -> Json:
    """auth.revoke: the token that asks dies, unless it is only a test."""
    if asked.params.flag("test"):
        return {"revoked": False}
    asked.world.revoke(asked.token, asked.installation)
    return {"revoked": True}


def uninstall_app(asked: Asked) -> Json:
    """apps.uninstall: needs the app's own credentials beside the token."""
    app = asked.world.app
    client_id, secret = asked.params.text("client_id"), asked.params.text("client_secret")
    if client_id != app.client_id:
        raise RefusedError("invalid_client_id" if client_id else "client_id_token_mismatch")
    if secret != app.client_secret:
        raise RefusedError("bad_client_secret")
    asked.world.uninstall(asked.installation)
    return {}


def list_teams(asked: Asked) -> Json:
    """auth.teams.list: the workspaces in which the app lives."""
    covered = [team for team in asked.world.workspaces.values() if asked.installation.covers(team)]
    teams, metadata = page(asked, covered)
    return {"teams": [{"id": team.id, "name": team.name} for team in teams], **metadata}
