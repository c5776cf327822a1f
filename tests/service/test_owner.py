"""Who is dead: by host, process number and start."""

import subprocess
import sys

import pytest

from bot.house import is_dead, name_owner

TELL = "from bot.house import name_owner; print(name_owner(), flush=True); input()"


def test_a_process_is_alive_until_it_is_not() -> None:
    ours = name_owner()
    with subprocess.Popen([sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        theirs = child.stdout.readline().decode().strip()
        assert not is_dead(theirs, True, ours=ours)
        child.communicate(b"\n")
    assert is_dead(theirs, False, ours=ours)


def test_a_number_that_was_given_anew_is_another_process() -> None:
    """To another program, or to us in a container that was restarted under its name."""
    ours = name_owner()
    assert not is_dead(ours, True, ours=ours)
    assert not is_dead(name_owner(), True, ours=ours)  # in the same process, under a random part of its own
    host, number, _ = ours.split("/")
    pid, start, numbering = number.split("-")
    assert is_dead(f"{host}/{pid}-{int(start) - 1}-{numbering}/x", False, ours=ours)


def test_of_a_container_that_shares_our_name_its_numbers_say_nothing() -> None:
    """Only that it is silent does: after a restart under the same name as well."""
    ours = name_owner()
    host, number, _ = ours.split("/")
    pid, start, numbering = number.split("-")
    for theirs in (f"{host}/{pid}-{start}-{numbering}1/x", f"{host}/999999999-1-{numbering}1/x"):
        assert not is_dead(theirs, False, ours=ours)
        assert is_dead(theirs, True, ours=ours)


@pytest.mark.parametrize("theirs", ["elsewhere/999999999-1/x", "elsewhere/1-1/x", "HOST/nonsense/x", ""])
def test_of_others_nothing_is_known(theirs: str) -> None:
    ours = name_owner()
    assert not is_dead(theirs.replace("HOST", ours.partition("/")[0]), False, ours=ours)


def test_a_name_of_an_older_version_does_not_tell_how_it_is_numbered() -> None:
    ours = name_owner()
    host, number, _ = ours.split("/")
    pid, start, _ = number.split("-")
    for theirs in (f"{host}/{pid}/x", f"{host}/{pid}-{start}/x", f"{host}/999999999/x"):
        assert not is_dead(theirs, False, ours=ours)
        assert is_dead(theirs, True, ours=ours)
