"""Ask whether a weakness of a locked package has become known: `make audit`.

pip-audit asks PyPI, and about what that does not know, OSV. A weakness that is known fails. Where nobody can be asked,
as on a machine whose index is a mirror, nothing fails: whether our code is well must not hang on somebody else's
service. What was not asked about is said, so that nobody takes it for clean.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

SERVICES = ("pypi", "osv")
LIMIT_S = 300.0  # for a hundred packages, one after the other


@dataclass
class Audit:
    """By the name of a package: what is wrong with it; `asked`: all that somebody knew, weak or not."""

    weak: dict[str, list[str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    silent: dict[str, str] = field(default_factory=dict)  # services: why they told nothing

    def take(self, report: str) -> None:
        """Read what pip-audit says as JSON. Raises ValueError."""
        for one in json.loads(report)["dependencies"]:
            if "skip_reason" in one:
                continue
            self.asked.add(one["name"])
            for known in one["vulns"]:
                mended = ", ".join(known["fix_versions"]) or "no version yet"
                self.weak.setdefault(f"{one['name']} {one['version']}", []).append(f"{known['id']}, mended in {mended}")


def ask(service: str, locked: Path) -> str:
    """pip-audit's report; "" where the service does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off", "--desc=off"]
    command += [f"--vulnerability-service={service}", "--disable-pip", "--require-hashes", f"--requirement={locked}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def judge(found: Audit, names: set[str]) -> tuple[list[str], int]:
    """What to say, the sum at the end, and the exit status."""
    lines = [f"{package}: {what}" for package, known in sorted(found.weak.items()) for what in known]
    missed = sorted(names - found.asked)
    if missed:
        lines += [f"{service}: {why}" for service, why in found.silent.items()]
        lines += [f"nobody knows {name}" for name in missed if found.asked]
    asked = f"{len(found.asked)} of {len(names)} packages"
    if found.weak:
        return [*lines, f"WEAKNESSES ARE KNOWN of {len(found.weak)} of the {asked} that were asked about: make lock"], 1
    if not found.asked:
        return [*lines, f"NOT AUDITED: no advisory service could be asked about any of {len(names)} packages"], 0
    return [*lines, f"no weakness is known of {asked}" + ("; NOT AUDITED: the others" if missed else "")], 0


def names_in(locked: Path) -> set[str]:
    """The packages of a list."""
    lines = locked.read_text(encoding="utf-8").splitlines()
    return {line.partition("==")[0].partition("[")[0] for line in lines if "==" in line and not line.startswith(" ")}


def main(locked: Path) -> int:
    found, names = Audit(), names_in(locked)
    for service in SERVICES:
        try:
            before = len(found.asked)
            found.take(ask(service, locked))
            if len(found.asked) == before:
                found.silent[service] = "knows none of them"
        except (ValueError, KeyError):
            found.silent[service] = "does not answer"
        if names <= found.asked:
            break
    lines, status = judge(found, names)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
