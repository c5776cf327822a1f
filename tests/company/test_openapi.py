"""The document is what is committed, and the service does what it says."""

import asyncio
import json
import sys
from pathlib import Path

from bot.company.openapi import create_document
from sandbox.company import KEY
from tests.company.conftest import Behind, connect

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
EXAMPLES, SEED, MOST_S = 10, 4711, 15


def written() -> str:
    """The document as it is committed: write it with `python -m tests.company.test_openapi`."""
    return json.dumps(create_document(), indent=2) + "\n"


def test_the_document_is_the_committed_one() -> None:
    assert DOCUMENT.read_text("utf-8") == written()


async def test_the_service_tells_its_document_to_everybody(company: Behind) -> None:
    reply = await company.http.get("/api/openapi.json", headers={"Authorization": ""})
    assert reply.json() == json.loads(written())


async def test_the_service_does_what_the_document_says(company: Behind, tmp_path: Path) -> None:
    """Whatever schemathesis thinks of: no failure of ours, no answer that is not written down, nothing wrong taken."""
    await connect(company)  # so that there is something to be found
    arguments = (
        *("run", f"{company.http.base_url}/api/openapi.json", "--header", f"Authorization: Bearer {KEY}"),
        *("--seed", str(SEED), "--max-examples", str(EXAMPLES), "--max-time", str(MOST_S), "--no-color"),
        *("--exclude-checks", "positive_data_acceptance", "--generation-database", "none", "--no-shrink"),
    )
    program = Path(sys.executable).parent / "schemathesis"
    process = await asyncio.create_subprocess_exec(
        program, *arguments, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await asyncio.wait_for(process.communicate(), 4 * MOST_S)
    assert process.returncode == 0, told.decode()


if __name__ == "__main__":
    DOCUMENT.write_text(written(), "utf-8")
