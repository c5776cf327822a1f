"""The soak in small: forty customers, two processes, each of which can be killed at any moment."""

from tests.databases import PostgresServer, postgres_server
from tests.soak.run import Plan, run

__all__ = ["postgres_server"]

SMALL = Plan(customers=40, processes=2, kills=2, within_s=1.0, pace=0.02, at_once=6, rest_s=0.5, slack_rounds=1)


async def test_forty_customers_are_connected_whatever_is_killed(postgres_server: PostgresServer) -> None:
    outcome = await run(SMALL, postgres_server.migrated())
    assert not outcome.complaints, "\n".join(outcome.complaints)
    assert outcome.starts == 2 + SMALL.kills
    assert len(outcome.memory) == 4
