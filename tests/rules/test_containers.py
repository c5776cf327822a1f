"""What runs us in containers says of itself what the rest of the repository says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from tests.rules.tree import TOP, read_texts

DOCKER = TOP / "docker"
MANIFESTS = sorted(DOCKER.rglob("*.yaml"))
KUBERNETES = DOCKER / "kubernetes"
USER = 10001
SETTING = re.compile(r"[A-Z][A-Z_]+")
NOT_OURS = {"DOMAIN", "FORWARDED_ALLOW_IPS", "POSTGRES_USER", "POSTGRES_PASSWORD_FILE"}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def kinds(kind: str) -> list[Any]:
    """All Kubernetes objects of a kind."""
    found = [load(path) for path in sorted(KUBERNETES.glob("*.yaml"))]
    return [one for one in found if one["kind"] == kind]


def pods() -> list[Any]:
    return [one["spec"]["template"]["spec"] for kind in ("Deployment", "Job") for one in kinds(kind)]


def services() -> dict[str, Any]:
    files = (DOCKER / "compose.yaml", DOCKER / "compose.postgres.yaml")
    return {f"{path.name}:{name}": one for path in files for name, one in load(path)["services"].items()}


def stages() -> list[list[str]]:
    """The lines of each stage of the Dockerfile, continued ones as one."""
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if line.startswith("FROM ")]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_it_can_be_read(path: Path) -> None:
    assert isinstance(load(path), dict)


def test_every_image_has_a_version() -> None:
    images = [line.split()[1] for stage in stages() for line in stage[:1]]
    images += [one["image"] for one in services().values() if one["image"] != "tariffbot"]
    assert [image for image in images if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+", image)] == []


def test_nobody_runs_as_root_or_writes_where_they_need_not() -> None:
    final = stages()[-1]
    assert f"USER {USER}:{USER}" in final
    for name, one in services().items():
        assert "no-new-privileges:true" in one["security_opt"], name
        if "database" not in name:  # its image changes to its own user by itself, and for that begins as root
            assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"]), name
    for pod in pods():
        [container] = pod["containers"]
        assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, USER)
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_nothing_that_builds_is_in_what_runs() -> None:
    assert [line for line in stages()[-1] if re.search(r"\b(pip|apt-get|gcc)\b", line)] == []
    build = [line for line in stages()[0] if "pip install" in line]
    assert [("--require-hashes" in line or "--no-deps" in line) for line in build] == [True] * len(build)


def test_what_goes_into_the_image_is_allowed_in_and_nothing_else_is() -> None:
    rules = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {word for line in stages()[0] if line.startswith("COPY") for word in line.split()[1:-1]}
    assert copied == allowed
    assert [path for path in allowed if not (TOP / path).exists()] == []
    assert "docker/secrets/" in read_texts()[".gitignore"].split()


def test_the_settings_that_are_named_are_ours() -> None:
    ours = {name.upper() for name in Settings.model_fields}
    ours |= {f"{name.upper()}_FILE" for name, field in Settings.model_fields.items() if not field.repr}
    named = {name for one in services().values() for name in one.get("environment", {})}
    named |= {name for one in kinds("ConfigMap") for name in one["data"]}
    assert {name for name in named if SETTING.fullmatch(name)} - ours - NOT_OURS == set()


def test_every_secret_that_is_read_is_given() -> None:
    compose = load(DOCKER / "compose.postgres.yaml")
    for one in compose["services"].values():
        read = {str(v).rpartition("/")[2] for k, v in one.get("environment", {}).items() if k.endswith("_FILE")}
        assert read == set(one.get("secrets", ()))
        assert read <= set(compose["secrets"])
    [settings], [secret] = kinds("ConfigMap"), kinds("Secret")
    assert {v.rpartition("/")[2] for k, v in settings["data"].items() if k.endswith("_FILE")} == set(
        secret["stringData"]
    )


def test_what_belongs_together_in_the_cluster_finds_one_another() -> None:
    [deployment], [budget], [service], [policy] = map(
        kinds, ("Deployment", "PodDisruptionBudget", "Service", "NetworkPolicy")
    )
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["replicas"] >= 2
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert budget["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    probes = {container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert probes == {"/health/live", "/health/ready"}
    listed = set(load(KUBERNETES / "kustomization.yaml")["resources"])
    there = {path.name for path in KUBERNETES.glob("*.yaml")}
    assert there - listed == {"kustomization.yaml", "secret.example.yaml"}
    assert listed <= there


def test_the_world_reaches_neither_metrics_nor_health() -> None:
    assert "path /metrics /health/*" in (DOCKER / "Caddyfile").read_text(encoding="utf-8")
    [ingress] = kinds("Ingress")
    paths = [path["path"] for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
    assert not any("/metrics".startswith(path) or "/health".startswith(path) for path in paths)
