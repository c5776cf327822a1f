"""Prove the image where there is no container engine: `make prove-image`, as root on Debian, with debootstrap.

The steps are read from the Dockerfile and done in a fresh root: RUN under chroot, COPY, ENV, USER. What comes of it is
started as the image says, as its user, with everything read-only but its volume and /tmp. It must become healthy,
be unable to write elsewhere, and end by itself on the image's stop signal. Wheels are fetched first, from the index
that pip is set to; in the root pip has them alone.
"""

import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

TOP = Path(__file__).resolve().parents[1]
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
PORT = "18080"
WHEELS = "/wheels"
LIST = TOP / "requirements/otel.txt"
COLLECTOR = "http://127.0.0.1:9"  # nobody is there: it starts only if it can make traces, and goes on without
HEALTHY_S, STOPPED_S = 120.0, 30.0


class Failed(Exception):
    """A step did not do what it should."""


@dataclass
class Stage:
    """One stage of the Dockerfile, and what it says of how it is run."""

    name: str
    base: str
    root: Path
    workdir: str = "/"
    user: str = "0:0"
    env: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"})
    volumes: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    stop: str = "SIGTERM"


def read_steps(text: str) -> Iterator[tuple[str, str]]:
    """Instruction and argument, a continued line as one."""
    joined = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name, re.sub(r"\s+", " ", rest.strip())


def build(steps: Sequence[tuple[str, str]], scratch: Path) -> Stage:
    """Do all steps; the last stage."""
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for name, rest in steps:
        print(f"{name} {rest}"[:150], flush=True)
        if name == "FROM":
            base, _, label = rest.partition(" AS ")
            label = label or str(len(stages))
            stage = stages[label] = Stage(label, base, scratch / label)
            make_root(scratch, stage)
            continue
        assert stage is not None, "a Dockerfile begins with FROM"
        follow(stage, stages, name, rest)
    assert stage is not None
    return stage


def follow(stage: Stage, stages: dict[str, Stage], name: str, rest: str) -> None:
    """Do one step."""
    match name:
        case "RUN":
            chroot(stage, rest)
        case "COPY":
            copy(stage, stages, rest)
        case "WORKDIR":
            stage.workdir = rest
            (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "ENV":
            for word in shlex.split(rest):
                key, _, value = word.partition("=")
                stage.env[key] = value.replace("$PATH", stage.env["PATH"])
        case "USER":
            stage.user = rest
        case "VOLUME":
            stage.volumes.append(rest)
        case "HEALTHCHECK":
            stage.health = json.loads(rest[rest.index("CMD ") + 4 :])
        case "CMD":
            stage.command = json.loads(rest)
        case "STOPSIGNAL":
            stage.stop = rest
        case "EXPOSE":
            pass
        case _:
            raise Failed(f"{name} is not known here")


def make_root(scratch: Path, stage: Stage) -> None:
    """What the base image has: Debian and Python, the same release; another copy for each stage."""
    release = stage.base.rpartition("-")[2]
    bare = scratch / f"debian-{release}"
    if not (bare / "usr/bin/python3").exists():
        run("debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", release, bare, MIRROR)
    run("cp", "--archive", bare, stage.root)
    wanted = ".".join(re.split(r"[:.]", stage.base)[1:3])
    found = capture(stage, "python3 -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'")
    if found != wanted:
        raise Failed(f"Debian {release} has Python {found}, the image {wanted}")
    (stage.root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    run("cp", "--recursive", fetch_wheels(scratch), f"{stage.root}{WHEELS}")


def fetch_wheels(scratch: Path) -> Path:
    """The packages of the list that the image installs, in a folder for just this list."""
    wheels = scratch / f"wheels-{hashlib.sha256(LIST.read_bytes()).hexdigest()[:12]}"
    if not wheels.exists():
        pip = shlex.split("-m pip download --quiet --require-hashes --only-binary :all:")
        run(TOP / ".venv/bin/python", *pip, "-r", LIST, "-d", wheels)
    return wheels


def chroot(stage: Stage, command: str) -> None:
    env = {**stage.env, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS}
    run("chroot", stage.root, "/bin/sh", "-ec", f"cd {stage.workdir} && {command}", env=env)


def capture(stage: Stage, command: str) -> str:
    done = subprocess.run(
        ["chroot", stage.root, "/bin/sh", "-ec", command], env=stage.env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def copy(stage: Stage, stages: dict[str, Stage], rest: str) -> None:
    """From the repository or from another stage; a folder's content into a folder, as COPY does."""
    words = rest.split()
    source = stages[words.pop(0).removeprefix("--from=")].root if words[0].startswith("--from=") else TOP
    *names, target = words
    place = stage.root / (Path(stage.workdir) / target).as_posix().lstrip("/")
    for name in names:
        path = source / name.lstrip("/")
        if path.is_dir():
            shutil.copytree(
                path, place, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            into = place / path.name if target.endswith("/") else place
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, into)


def prove(stage: Stage) -> None:
    """Start it as the image says, and see that all holds."""
    shutil.rmtree(f"{stage.root}{WHEELS}")
    for tool in ("gcc", "cc", "make", "pip"):
        if capture(stage, f"command -v {tool} || true"):
            raise Failed(f"{tool} is in what runs")
    # In a namespace of its own: the mounts are gone with the process, which becomes the service itself.
    script = f"""set -e
        mount --bind $ROOT $ROOT; mount -o remount,bind,ro $ROOT
        mount -t tmpfs tmpfs $ROOT/tmp; mount -t proc proc $ROOT/proc; mount --bind /dev $ROOT/dev
        for v in {" ".join(stage.volumes)}; do mount --bind $ROOT$v $ROOT$v; mount -o remount,bind,rw $ROOT$v; done
        exec chroot --userspec={stage.user} $ROOT /bin/sh -c 'cd {stage.workdir} && exec "$@"' sh "$@"
    """
    env = {**stage.env, "PORT": PORT, "ROOT": str(stage.root), "OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR}
    log = stage.root.parent / "serve.log"
    with log.open("wb") as out:
        start = ["unshare", "--mount", "/bin/sh", "-c", script, "sh", *stage.command]
        served = subprocess.Popen(start, env=env, stdout=out, stderr=out)
    try:
        wait_until_healthy(stage, served)
        see_who_it_is(stage, served)
        begun = time.monotonic()
        served.send_signal(signal.Signals[stage.stop])
        status = served.wait(STOPPED_S)
        if status:
            raise Failed(f"it ended with {status} on {stage.stop}")
        print(f"{stage.stop}: it ended by itself after {time.monotonic() - begun:.1f} s, with 0")
    except (Failed, subprocess.TimeoutExpired):
        print(log.read_text(encoding="utf-8", errors="replace")[-3000:], file=sys.stderr)
        raise
    finally:
        if served.poll() is None:
            served.kill()


def inside(
    stage: Stage, served: "subprocess.Popen[bytes]", command: Sequence[str]
) -> "subprocess.CompletedProcess[str]":
    """Run something beside it, as `docker exec` does."""
    enter = ["nsenter", "--mount", f"--target={served.pid}", "chroot", f"--userspec={stage.user}", str(stage.root)]
    return subprocess.run(
        [*enter, *command], env={**stage.env, "PORT": PORT}, capture_output=True, text=True, cwd="/", check=False
    )


def wait_until_healthy(stage: Stage, served: "subprocess.Popen[bytes]") -> None:
    begun = time.monotonic()
    while True:
        done = inside(stage, served, stage.health)
        if done.returncode == 0:
            print(f"healthy after {time.monotonic() - begun:.1f} s: {done.stdout.strip()}")
            return
        if served.poll() is not None or time.monotonic() - begun > HEALTHY_S:
            raise Failed(f"it did not become healthy: {done.stdout}{done.stderr}")
        time.sleep(0.5)


def see_who_it_is(stage: Stage, served: "subprocess.Popen[bytes]") -> None:
    who = Path(f"/proc/{served.pid}/status").read_text(encoding="utf-8")
    ids = re.findall(r"^[UG]id:\t(\d+)", who, re.MULTILINE)
    if ":".join(ids) != stage.user:
        raise Failed(f"it runs as {ids}, not as {stage.user}")
    for folder in ("/", "/opt/tariffbot", "/usr/local/bin", "/etc", stage.workdir):
        done = inside(stage, served, ["/bin/sh", "-c", f"touch {folder}/x"])
        if done.returncode == 0:
            raise Failed(f"it can write in {folder}")
    kept = inside(stage, served, ["/bin/sh", "-c", f"ls {stage.volumes[0]}"]).stdout.split()
    if not kept:
        raise Failed("nothing was kept in the volume")
    print(f"runs as {stage.user}, writes only in {stage.volumes[0]}: {', '.join(kept)}")


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Failed(f"{shlex.join(map(str, command))[:200]}\n{done.stdout[-3000:]}")


def main(scratch: Path) -> None:
    """`python docker/prove.py FOLDER`: what is made there may be deleted afterwards; Debian in it is used again."""
    if os.geteuid() or not shutil.which("debootstrap"):
        _stop("root is needed, and debootstrap: apt install debootstrap")
    scratch.mkdir(parents=True, exist_ok=True)
    for old in scratch.iterdir():
        if not old.name.startswith(("debian-", "wheels")):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    try:
        prove(build(list(read_steps((TOP / "docker/Dockerfile").read_text(encoding="utf-8"))), scratch))
    except Failed as error:
        _stop(str(error))
    print("The image's steps do what they should.")


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
