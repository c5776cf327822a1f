"""The command line: serve, sandbox, check, outbox, drift, migrate; others hang in from where they are."""

import argparse
import asyncio
import contextlib
import functools
import gc
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.operators.commands import add_commands, check_health
from bot.settings import VAR, FlatPeakSettings, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from sandbox.server import SandboxServer

FLATPEAK_SETTINGS = (
    "flatpeak_account_id",
    "flatpeak_api_key",
    "flatpeak_api_url",
    "flatpeak_connect_url",
    "flatpeak_jwks_url",
)
SANDBOX_DATABASE = VAR / "sandbox.db"


def main() -> None:
    """Run a command; exit 2 with a sentence when a setting is wrong."""
    arguments = _parser().parse_args()
    try:
        settings = read_settings(arguments.settings)
        logs.set_up(settings.log_level, settings.log_format, settings.secrets)
        command: Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]] = arguments.command
        with asyncio.Runner(loop_factory=new_loop) as runner:
            sys.exit(runner.run(command(settings, arguments)))
    except SettingsError as error:
        print(f"tariffbot: {error}", file=sys.stderr)
        sys.exit(2)


def new_loop() -> asyncio.AbstractEventLoop:
    """libuv's loop where there is one for this Python (docs/decisions/uvloop.md), else its own."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tariffbot", description="Connect an energy tariff from a chat.")
    parser.set_defaults(settings=Settings)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="run the service; without credentials, with the sandbox beside it")
    serve.set_defaults(command=_serve)
    sandbox = commands.add_parser(
        "sandbox", help="run only the outside world: FlatPeak, Telegram, Slack and a page to chat on"
    )
    sandbox.add_argument("--port", type=int, default=8081, help="where it listens (8081)")
    sandbox.set_defaults(command=_sandbox)
    check = commands.add_parser("check", help="test every credential, address and the database")
    check.add_argument("--health", action="store_true", help="only ask the process that serves here if it is ready")
    check.set_defaults(command=_check)
    outbox = commands.add_parser("outbox", help="list what could not be shown or told, and to whom; resend by number")
    outbox.add_argument("resend", nargs="?", type=int, metavar="NUMBER", help="send this one after all")
    outbox.set_defaults(command=_outbox)
    drift = commands.add_parser("drift", help="list what FlatPeak sent that we do not know; forget one by its number")
    drift.add_argument("forget", nargs="*", metavar="forget NUMBER", help="be told of this one anew")
    drift.set_defaults(command=_drift)
    conformance = commands.add_parser(
        "conformance", help="walk through FlatPeak with test credentials, and tell what differs from what we expect"
    )
    conformance.add_argument("--version", default="", help="the generation, or a full version (FLATPEAK_VERSION)")
    conformance.add_argument("--all", action="store_true", help="all three generations")
    conformance.add_argument("--json", action="store_true", help="tell it as JSON")
    conformance.set_defaults(command=_conformance, settings=FlatPeakSettings)
    migrate = commands.add_parser("migrate", help="bring the database's tables up to date")
    migrate.set_defaults(command=_migrate)
    add_commands(commands)
    return parser


async def _serve(settings: Settings, arguments: argparse.Namespace) -> int:
    with nothing_collected():
        from bot.app import App

    if not settings.sandbox:
        with nothing_collected():
            service = App(settings)
        async with service as app:
            if await _until_stopped(app.wait()) is signal.SIGTERM:
                app.leave()
                await _until_stopped(asyncio.sleep(settings.drain_delay))
        return 0
    port = settings.port + 1 if settings.port else 0
    async with _open_sandbox(settings.host, port, settings.flatpeak_version) as sandbox:
        _forget_sandbox()
        async with App(_inside(settings, sandbox), chat_url=sandbox.url) as app:
            sandbox.flatpeak.webhook.address = _local(settings.host, app.port) + "/flatpeak/events"
            print(f"\nNo credentials are set, so this is the sandbox. Chat with the bot at\n\n    {sandbox.url}\n")
            print(
                f"The company's API is at {_local(settings.host, app.port)}/api, its key is {app.settings.api_keys[0]}"
            )
            print(f"What the company is told is shown at {sandbox.url}/company/\n")
            await _until_stopped(app.wait())
    return 0


async def _sandbox(settings: Settings, arguments: argparse.Namespace) -> int:
    async with _open_sandbox(settings.host, arguments.port, settings.flatpeak_version) as sandbox:
        inside = _inside(settings, sandbox)
        print(f"The sandbox is at {sandbox.url}. To have a bot use it, start one with:\n")
        for name in (*FLATPEAK_SETTINGS, "flatpeak_version"):
            print(f"    {name.upper()}={getattr(inside, name)}")
        for name in ("telegram_bot_token", "telegram_api_url", "slack_bot_token", "slack_app_token", "slack_api_url"):
            print(f"    {name.upper()}={getattr(inside, name)}")
        print(f"    API_KEYS={inside.api_keys[0]}\n    WEBHOOK_URL={inside.webhook_url}")
        print(f"    WEBHOOK_SECRET={inside.webhook_secret[0]}")
        await _until_stopped(None)
    return 0


async def _check(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.health:
        return await check_health(settings)
    from bot.checks import check_all

    if settings.sandbox:
        print("No credentials are set: the bot would run with the sandbox. To go live, set FLATPEAK_ACCOUNT_ID,")
        print("FLATPEAK_API_KEY and the credentials of Telegram or Slack in the environment or in .env.")
    well = True
    async for finding in check_all(settings):
        print(f"{'ok  ' if finding.well else 'FAIL'} {finding.about}: {finding.words}")
        well = well and finding.well
    return 0 if well else 1


async def _outbox(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.letters import list_letters, resend
    from bot.opening import opened

    async with opened(settings.database_url) as database:
        if arguments.resend is not None:
            found = await resend(database, arguments.resend)
            print(f"Number {arguments.resend} " + ("will be sent." if found else "is none that was given up."))
            return 0 if found else 1
        for line in await list_letters(database):
            print(line)
    return 0


async def _drift(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.drift import forget_drift, list_drift
    from bot.opening import opened

    async with opened(settings.database_url) as database:
        match arguments.forget:
            case []:
                for line in await list_drift(database):
                    print(line)
                return 0
            case ["forget", number]:
                found = await forget_drift(database, number)
                print(f"{number} " + ("is forgotten; if it comes again, it is told." if found else "is none of them."))
                return 0 if found else 1
            case _:
                print("tariffbot drift, or tariffbot drift forget NUMBER", file=sys.stderr)
                return 2


async def _conformance(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.conformance.command import choose_versions, conform
    from bot.conformance.findings import exit_status
    from bot.conformance.report import say, to_json

    tell = functools.partial(print, file=sys.stderr)
    versions = choose_versions(arguments.version or settings.flatpeak_version, all_=arguments.all)
    if settings.flatpeak_account_id:
        walks = await conform(settings, versions, tell)
    else:
        tell("No credentials are set, so this walks through the sandbox.")
        async with _open_sandbox(settings.host, 0, versions[0]) as sandbox:
            walks = await conform(_inside(settings, sandbox), versions, tell)
    print(to_json(walks) if arguments.json else "\n".join(say(walks)))
    return exit_status(walks)


async def _migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.opening import opened

    async with opened(settings.database_url):
        print("The tables are up to date.")
    return 0


# So many new objects are looked through at once; with 700, as it is by itself, those of turns under way are looked at
# again and again.
YOUNG = 20_000


@contextlib.contextmanager
def nothing_collected() -> Iterator[None]:
    """Of what a start makes nothing is garbage: looking for it takes a fifth of the start, and a tenth of each turn."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    gc.enable()


@contextlib.asynccontextmanager
async def _open_sandbox(host: str, port: int, version: str) -> AsyncIterator["SandboxServer"]:
    from sandbox.flatpeak.generations import choose_generation
    from sandbox.server import SandboxServer

    sandbox = SandboxServer(host=host, port=port)
    sandbox.flatpeak.generation = choose_generation(version) or sandbox.flatpeak.generation
    try:
        await sandbox.__aenter__()
    except (OSError, OverflowError) as error:  # the latter where there is no such port
        why = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"HOST and PORT: the sandbox cannot listen on {host}:{port} ({why})") from None
    try:
        yield sandbox
    finally:
        await sandbox.__aexit__(None, None, None)


def _inside(settings: Settings, sandbox: "SandboxServer") -> Settings:
    """The settings with the sandbox as the outside world."""
    return settings.model_copy(
        update={
            "flatpeak_account_id": "acc_sandbox",
            "flatpeak_api_key": "sk_test_sandbox",
            "flatpeak_api_url": f"{sandbox.url}/flatpeak",
            "flatpeak_connect_url": f"{sandbox.url}/flatpeak/connect",
            "flatpeak_jwks_url": f"{sandbox.url}/flatpeak/jwks.json",
            "telegram_bot_token": sandbox.telegram.token,
            "telegram_api_url": f"{sandbox.url}/telegram",
            "slack_bot_token": sandbox.slack.world.installations[0].token,
            "slack_app_token": sandbox.slack.world.app.app_token,
            "slack_api_url": f"{sandbox.url}/slack/api",
            "database_url": f"sqlite:///{SANDBOX_DATABASE}",
            "api_keys": (sandbox.company.key,),
            "webhook_url": f"{sandbox.url}/company/webhooks",
            "webhook_secret": (sandbox.company.secret,),
        }
    )


def _local(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _forget_sandbox() -> None:
    """The sandbox's world is new at each start, and what we remember of an old one would only be in its way."""
    SANDBOX_DATABASE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in SANDBOX_DATABASE.parent.glob(f"{SANDBOX_DATABASE.name}*"):
        Path(file).unlink(missing_ok=True)


async def _until_stopped(work: Coroutine[Any, Any, None] | None) -> signal.Signals | None:
    """Wait for SIGINT or SIGTERM, or for the work to end, whichever comes first: the signal, if it was one.

    Raises what the work raised.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Future[signal.Signals] = loop.create_future()

    def tell(number: signal.Signals) -> None:
        if not told.done():
            told.set_result(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, tell, number)
    tasks: list[asyncio.Future[Any]] = [told]
    if work is not None:
        tasks.append(asyncio.ensure_future(work))
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*rest)
    for task in done:
        task.result()
    return told.result() if told in done else None


if __name__ == "__main__":
    main()
