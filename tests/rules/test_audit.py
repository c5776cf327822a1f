"""The audit of packages fails on what is known, and never calls clean what nobody was asked about."""

import importlib.util
import json
from typing import Any

import pytest

from tests.rules.test_locks import pins_of
from tests.rules.tree import TOP

_SPEC = importlib.util.spec_from_file_location("audit", TOP / "requirements/audit.py")
assert _SPEC
assert _SPEC.loader
audit: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)

CLEAN = {"name": "a", "version": "1", "vulns": []}
WEAK = {
    "name": "b",
    "version": "2",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}, {"id": "X", "fix_versions": []}],
}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (3)"}


@pytest.mark.parametrize(
    ("answers", "status", "said"),
    [
        ([[CLEAN, WEAK, UNKNOWN]], 1, "WEAKNESSES ARE KNOWN of 1 of the 2 of 3 packages"),
        ([[CLEAN, UNKNOWN]], 0, "no weakness is known of 1 of 3 packages; NOT AUDITED: the others"),
        ([[CLEAN, UNKNOWN], [WEAK]], 1, "PYSEC-1, mended in 2.1"),
        ([[UNKNOWN], None], 0, "NOT AUDITED: no advisory service could be asked about any of 3 packages"),
        ([None, None], 0, "NOT AUDITED"),
        ([[CLEAN, {**CLEAN, "name": "b"}, {**CLEAN, "name": "c"}]], 0, "no weakness is known of 3 of 3 packages"),
    ],
)
def test_what_it_says(
    answers: list[list[Any] | None],
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Any,
) -> None:
    """`answers`: what each service tells of packages, None where it does not answer."""
    told = iter([*answers, [UNKNOWN]])
    monkeypatch.setattr(audit, "ask", lambda *_: _report(next(told)))
    locked = tmp_path / "locked.txt"
    locked.write_text("a==1 \\\n    --hash=sha256:0\nb[more]==2 ; x == 'y' \\\n    --hash=sha256:0\nc==3\n")
    assert audit.main(locked) == status
    lines = capsys.readouterr().out.splitlines()
    assert any(said in line for line in (lines if "mended" in said else lines[-1:])), lines
    assert ("NOT AUDITED" in lines[-1]) == ("NOT AUDITED" in said)


def _report(answer: list[Any] | None) -> str:
    return "" if answer is None else json.dumps({"dependencies": answer})


def test_all_packages_are_asked_about() -> None:
    assert audit.names_in(TOP / "requirements/audit.txt") == set(pins_of("audit"))


def test_the_whole_check_audits() -> None:
    assert "run audit" in (TOP / ".ci/run").read_text(encoding="utf-8").splitlines()
