"""Alerts: looked at before they are told, at the right hour, once, with their remedy; reminders that end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.alerts.hours import next_allowed
from bot.conversation.alerts.model import Alert, Prefs
from bot.conversation.alerts.status import is_solved
from bot.conversation.cards import Action, Button, Card, Text, Title
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand, Context
from bot.conversation.conversation import react
from bot.conversation.location_calls import ReadLeft
from bot.conversation.prices.due import CHANGES
from bot.conversation.remembered import Calling
from bot.conversation.situation import (
    Due,
    Location,
    Look,
    Looked,
    Noticed,
    NoticeKind,
    Open,
    Reaction,
    ReadBack,
    Situation,
    Slot,
    State,
    Trouble,
    Woken,
)
from bot.conversation.teams import Rules
from bot.texts import Catalogues

CATALOGUES = Catalogues("en")
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
STRAND = {"address_line1": "1-3 Strand", "city": "London", "post_code": "WC2N 5EH", "country_code": "GB"}
ID = "failed:loc_1:trf_1"


def at(now: datetime) -> Context:
    channel = Capabilities(forms=False, buttons_per_list=8)
    return Context(CATALOGUES.words("en-GB"), now, channel, Brand("Tariffbot"), CATALOGUES.languages)


def home(status: str = "ERROR", *, end: str = "", method: str = "LIBRARY", tariff: str = "trf_1") -> Location:
    slot = Slot("commodity_import", status, method, "Quillmoor Power", "Fixed 12", tariff, end)
    return Location("loc_1", STRAND, "Europe/London", "GBP", (slot, Slot("commodity_export", "NOT_CONNECTED")))


def situation(state: State | None = None, **more: object) -> Situation:
    return Situation(state or State(), locations=(home("CONNECTED"),), **more)  # type: ignore[arg-type]


def event(kind: NoticeKind = "tariff.fetch.failed", location: str = "loc_1", tariff: str = "trf_1") -> Noticed:
    return Noticed(kind, location, tariff, "", "evt_1", NOON)


def after(now: Situation, reaction: Reaction) -> Situation:
    return now._replace(state=reaction.state)


def tell(now: Situation, found: Location, when: datetime = NOON) -> tuple[Situation, Reaction]:
    """An event, and what the status says of it."""
    first = react(now, event(), at(when))
    assert first.call == Look("loc_1")
    assert not first.notices
    second = react(after(now, first), Looked("loc_1", found), at(when))
    return after(now, second), second


def of_alerts(reaction: Reaction) -> tuple[Due, ...]:
    """What it is woken for again, without the looks at prices."""
    return tuple(due for due in reaction.wake if not due.what.startswith(CHANGES))


def words(card: Card) -> str:
    return "\n".join(block.text for block in card.blocks if isinstance(block, Title | Text))


def button(card: Card, verb: str) -> Button:
    return next(one for one in card.buttons() if one.action.verb == verb)


def test_it_is_told_with_what_it_means_and_its_remedy() -> None:
    now, told = tell(situation(), home("ERROR"))
    (card,) = told.notices
    assert "I can’t read your tariff any more" in words(card)
    assert "estimates" in words(card)
    assert [due.what for due in of_alerts(told)] == [f"alert:{ID}"]
    repair = react(now, button(card, "@repair").action, at(NOON))
    assert isinstance(repair.call, Open)
    assert (repair.call.purpose.location_id, repair.call.purpose.tariff_id) == ("loc_1", "trf_1")
    assert repair.call.purpose.edit is True


def test_what_is_repaired_already_is_not_told() -> None:
    now, told = tell(situation(), home("CONNECTED"))
    assert told.quiet
    assert not told.notices
    assert now.state.alerts == {}


def test_the_same_again_is_silent_while_it_is_in_hand() -> None:
    now, _ = tell(situation(), home("ERROR"))
    again = react(now, event(), at(NOON))
    assert (again.quiet, again.call, again.notices) == (True, None, ())


def test_an_unknown_location_is_nobodys_business() -> None:
    assert react(situation(), event(location="loc_9"), at(NOON)) == Reaction(State(), quiet=True)


def test_the_end_of_a_session_that_was_not_read_is_a_reason_to_read_it() -> None:
    ended = event("session.complete", "loc_9")
    assert react(situation(), ended, at(NOON)).call == Look("loc_9"), "whoever opened it is told of it"
    assert react(situation(State(left=1)), ended, at(NOON)).call == ReadLeft()
    assert react(situation(State(unread=1)), ended, at(NOON)).call == ReadBack()


def test_what_cannot_be_read_back_is_tried_on_and_on_and_not_sooner_than_flatpeak_says() -> None:
    now, gaps = situation(State(calling=Calling(row=1, kind="read_back"), finished=True)), []
    for wait_s in (None, 500.0, None, None, None, None):
        told = react(now, Trouble("limited", wait_s), at(NOON))
        (due,) = told.wake
        gaps.append(due.after_s)
        assert react(after(now, told), Woken("read", due.attempt), at(NOON)).call == ReadBack()
        now = after(now, told)
    assert gaps == [30.0, 500.0, 600.0, 3600.0, 14400.0, 14400.0]


def test_at_night_it_waits_for_the_morning() -> None:
    now, told = tell(situation(), home("ERROR"), NIGHT)
    assert not told.notices
    assert told.wake[0].after_s == timedelta(hours=7, minutes=30).total_seconds()
    look = react(now, Woken(f"alert:{ID}"), at(NIGHT + timedelta(hours=7, minutes=30)))
    assert look.call == Look("loc_1")
    morning = react(after(now, look), Looked("loc_1", home("ERROR")), at(NIGHT + timedelta(hours=7, minutes=30)))
    assert len(morning.notices) == 1


def test_reminders_come_with_growing_gaps_and_end_and_what_heals_later_is_new_when_it_fails_again() -> None:
    now, told = tell(situation(), home("ERROR"))
    when, gaps = NOON, []
    for found in [home("ERROR")] * 5 + [home("CONNECTED")]:
        (due,) = of_alerts(told)
        when += timedelta(seconds=due.after_s)
        gaps.append(due.after_s / 86400 if told.notices else 0)
        look = react(now, Woken(due.what), at(when))
        now = after(now, look)
        told = react(now, Looked("loc_1", found), at(when))
        now = after(now, told)
    assert gaps == [pytest.approx(0.875), 3.0, 7.0, 7.0, 0, 0], "then it is only looked whether it is solved"
    assert (now.state.alerts, of_alerts(told)) == ({}, ())
    _, again = tell(now, home("ERROR"), when)
    assert len(again.notices) == 1


def test_who_wants_fewer_reminders_hears_no_more_of_it() -> None:
    now, told = tell(situation(), home("ERROR"))
    (due,) = of_alerts(told)
    now = after(now, react(now, Action("@reminders", "0"), at(NOON)))
    when = NOON + timedelta(seconds=due.after_s)
    look = react(now, Woken(due.what), at(when))
    silent = react(after(now, look), Looked("loc_1", home("ERROR")), at(when))
    assert silent.notices == ()
    later = react(after(now, silent), Action("@snooze", f"7:{ID}"), at(when))
    when += timedelta(seconds=later.wake[0].after_s)
    look = react(after(now, later), Woken(f"alert:{ID}"), at(when))
    wished = react(after(now, look), Looked("loc_1", home("ERROR")), at(when))
    assert len(wished.notices) == 1, "they have asked for this one themselves"


def test_who_wants_reminders_again_is_reminded_of_what_is_open() -> None:
    now = after(situation(), react(situation(), Action("@reminders", "0"), at(NOON)))
    now, told = tell(now, home("ERROR"))
    assert len(told.notices) == 1
    more = react(now, Action("@reminders", "2"), at(NOON))
    assert [(due.what, due.after_s) for due in more.wake] == [(f"alert:{ID}", 75_600.0)]  # at nine the next morning
    when = NOON + timedelta(seconds=75_600)
    look = react(after(now, more), Woken(f"alert:{ID}"), at(when))
    assert len(react(after(now, look), Looked("loc_1", home("ERROR")), at(when)).notices) == 1
    snoozed = after(now, react(now, Action("@snooze", f"7:{ID}"), at(NOON)))
    assert react(snoozed, Action("@reminders", "2"), at(NOON)).wake == (), "it comes back when they said"


def test_what_nobody_can_be_told_of_does_not_count_as_told() -> None:
    gone = situation(away=frozenset({""}))
    now, silent = tell(gone, home("ERROR"))
    assert (silent.notices, now.state.alerts[ID].told) == ((), 0)
    assert [due.what for due in of_alerts(silent)] == [f"alert:{ID}"]
    team, told = tell(gone._replace(rules=Rules(alerts="C1")), home("ERROR"))
    assert (len(told.shared), team.state.alerts[ID].told) == (1, 1), "the team's chat is there all the same"


def test_a_solved_one_is_not_reminded_of() -> None:
    now, told = tell(situation(), home("ERROR"))
    look = react(now, Woken(told.wake[0].what), at(NOON + timedelta(days=1)))
    done = react(after(now, look), Looked("loc_1", home("CONNECTED")), at(NOON + timedelta(days=1)))
    assert (done.notices, of_alerts(done), done.state.alerts) == ((), (), {})


@pytest.mark.parametrize(("days", "hours"), [("1", 21), ("7", 165)])
def test_snoozed_it_comes_back_in_the_morning(days: str, hours: int) -> None:
    now, told = tell(situation(), home("ERROR"))
    snooze = next(b for b in told.notices[0].buttons() if b.action.value == f"{days}:{ID}")
    later = react(now, snooze.action, at(NOON))
    assert [due.after_s for due in later.wake] == [timedelta(hours=hours).total_seconds()]


@pytest.mark.parametrize("act", [Action("@mute-kind", "failed"), Action("@mute-address", "loc_1"), Action("@mute-all")])
def test_what_is_muted_is_silent_and_can_be_heard_again(act: Action) -> None:
    muted = react(situation(), act, at(NOON))
    now, told = tell(situation(muted.state), home("ERROR"))
    assert not told.notices
    card = react(now, Action("@alerts"), at(NOON)).card
    assert card is not None
    back = next(b for b in card.buttons() if b.action.verb == act.verb.replace("@mute", "@unmute"))
    heard = react(now, back.action, at(NOON))
    assert not heard.state.prefs.mutes(now.state.alerts[ID])


def test_a_team_hears_in_its_channel_and_everybody_can_mend_it() -> None:
    now, told = tell(situation(rules=Rules(alerts="C1")), home("ERROR"))
    assert (told.to_team, len(told.shared), told.notices) == (True, 1, ())
    colleague = situation(rules=Rules(alerts="C1"))
    repair = react(colleague, button(told.shared[0], "@repair").action, at(NOON))
    assert isinstance(repair.call, Open)
    instead = react(now, Woken("unheard"), at(NOON))
    assert len(instead.notices) == 2


def test_while_flatpeak_cannot_be_asked_nothing_is_said_and_nothing_lost() -> None:
    first = react(situation(), event(), at(NOON))
    calling = Calling(row=1, kind="look", location="loc_1")
    state = first.state.model_copy(update={"calling": calling})
    trouble = react(situation(state), Trouble("down"), at(NOON))
    assert (trouble.notices, trouble.card) == ((), None)
    assert [due.what for due in trouble.wake] == [f"alert:{ID}"]
    again = react(situation(trouble.state), Woken(f"alert:{ID}"), at(NOON))
    assert again.call == Look("loc_1")


def test_what_is_no_alert_is_looked_at_later_where_flatpeak_cannot_be_asked() -> None:
    first = react(situation(), event("location.update"), at(NOON))
    assert first.call == Look("loc_1")
    calling = Calling(row=1, kind="look", location="loc_1")
    asking = situation(first.state.model_copy(update={"calling": calling}))
    failed = react(asking, Trouble("down"), at(NOON))
    assert react(asking, Trouble("refused"), at(NOON)).wake == ()  # that waiting does not mend
    [due] = failed.wake
    assert due.after_s > 0
    again = react(situation(failed.state), Woken(due.what), at(NOON + timedelta(seconds=due.after_s)))
    assert again.call == Look("loc_1")


def test_one_member_does_not_silence_the_chat_of_the_team() -> None:
    now = situation(State(prefs=Prefs(off=True)), rules=Rules(alerts="C1"))
    _, told = tell(now, home())
    assert told.to_team
    assert told.shared


def test_the_end_of_a_contract_is_told_thirty_seven_and_one_day_before() -> None:
    found = react(situation(), event("location.update"), at(NOON))
    kept = react(after(situation(), found), Looked("loc_1", home("CONNECTED", end="2027-01-31")), at(NOON))
    assert [due.what for due in of_alerts(kept)] == ["ends:loc_1:commodity_import"]
    first = NOON + timedelta(seconds=kept.wake[0].after_s)
    assert first == datetime(2027, 1, 1, 9, tzinfo=UTC)
    held = Situation(State(), locations=(home("CONNECTED", end="2027-01-31"),))
    look = react(held, Woken("ends:loc_1:commodity_import"), at(first))
    told = react(after(held, look), Looked("loc_1", home("CONNECTED", end="2027-01-31")), at(first))
    assert "Your contract ends in 30 days" in words(told.notices[0])
    assert first + timedelta(seconds=next(d.after_s for d in told.wake if d.what.startswith("ends:"))) == datetime(
        2027, 1, 24, 9, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-03-28T23:00+00:00", "Europe/London", "2026-03-29T06:00+00:00"),  # the night that loses an hour
        ("2026-10-24T22:30+00:00", "Europe/London", "2026-10-25T07:00+00:00"),  # the night that has one more
        ("2026-11-17T12:00+00:00", "Europe/London", None),
        ("2026-11-17T12:00+00:00", "Australia/Lord_Howe", "2026-11-17T20:00+00:00"),
    ],
)
def test_quiet_hours_are_those_of_the_home(now: str, zone: str, until: str | None) -> None:
    allowed = next_allowed(datetime.fromisoformat(now), ZoneInfo(zone), Prefs())
    assert allowed == (datetime.fromisoformat(until) if until else None)


@pytest.mark.parametrize(
    ("kind", "found", "solved"),
    [
        ("expired", home("CONNECTED"), False),
        ("expired", home("CONNECTED", end="2027-11-01"), True),
        ("expired", home("CONNECTED", tariff="trf_2"), True),
        ("expiring", home("CONNECTED", end="2026-11-25"), False),
        ("expiring", home("CONNECTED", end="2027-11-25"), True),
        ("failed", home("NOT_CONNECTED"), True),
        ("failed", home("PENDING"), True),
        ("upgrade", home("CONNECTED", method="LIBRARY"), False),
        ("upgrade", home("CONNECTED", method="DIRECT"), True),
    ],
)
def test_the_status_decides_what_is_solved(kind: str, found: Location, solved: bool) -> None:
    alert = Alert.model_validate({"kind": kind, "location": "loc_1", "tariff": "trf_1", "slot": "commodity_import"})
    assert is_solved(alert, found, NOON.date()) is solved


def test_a_snoozed_one_is_not_spoken_of_because_the_end_comes_near() -> None:
    soon = home("CONNECTED", end="2026-11-25")
    now, told = _tell_expiring(soon)
    snooze = next(b for b in told.notices[0].buttons() if b.action.value.startswith("7:"))
    now = after(now, react(now, snooze.action, at(NOON)))
    assert _hear_of_the_end(now, soon, NOON + timedelta(days=1)).notices == ()
    week = NOON + timedelta(days=7)
    told = _hear_of_the_end(now, soon, week)
    assert len(told.notices) == 1
    look = react(after(now, told), Woken("alert:expiring:loc_1:trf_1"), at(week))
    assert look.call == Look("loc_1")
    again = react(after(now, look), Looked("loc_1", soon), at(week + timedelta(seconds=2)))
    assert again.notices == (), "what was put off and the end that comes near are one reminder"


def test_a_snoozed_one_comes_back_although_flatpeak_could_not_be_asked_meanwhile() -> None:
    """The look that is tried again takes the place of the one that was put off."""
    soon = home("CONNECTED", end="2026-11-25")
    now, told = _tell_expiring(soon)
    snooze = next(b for b in told.notices[0].buttons() if b.action.value.startswith("7:"))
    now = after(now, react(now, snooze.action, at(NOON)))
    near = NOON + timedelta(days=1)
    look = react(now, Woken("ends:loc_1:commodity_import"), at(near))
    calling = Calling(row=1, kind="look", location="loc_1")
    asking = situation(look.state.model_copy(update={"calling": calling}))
    [due] = react(asking, Trouble("down"), at(near)).wake
    look = react(now, Woken(due.what), at(near))
    silent = react(after(now, look), Looked("loc_1", soon), at(near))
    assert silent.notices == ()
    [back] = [one for one in silent.wake if one.what == due.what]
    assert near + timedelta(seconds=back.after_s) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_the_end_is_not_spoken_of_more_often_than_reminders_are_wanted() -> None:
    soon = home("CONNECTED", end="2026-11-25")
    now, _ = _tell_expiring(soon, State(prefs=Prefs(reminders=0)))
    assert react(now, Woken("ends:loc_1:commodity_import"), at(NOON)) == Reaction(now.state, quiet=True)


def test_an_end_that_is_gone_is_nothing_to_speak_of() -> None:
    now = Situation(State(), locations=(home("CONNECTED", end="2026-11-25"),))
    told = _hear_of_the_end(now, home("CONNECTED"), NOON)
    assert (told.notices, told.state.alerts) == ((), {})


def test_what_has_ended_is_not_told_again_as_what_cannot_be_read() -> None:
    ended = home("ERROR", end="2026-11-10")
    look = react(situation(), event("tariff.expired"), at(NOON))
    now = after(situation(), react(after(situation(), look), Looked("loc_1", ended), at(NOON)))
    look = react(now, event("tariff.fetch.failed"), at(NOON))
    told = react(after(now, look), Looked("loc_1", ended), at(NOON))
    assert (told.notices, list(told.state.alerts)) == ((), ["expired:loc_1:trf_1"])


def test_what_was_stopped_stays_silent_until_it_is_solved() -> None:
    now, told = tell(situation(), home("ERROR"))
    now = after(now, react(now, Action("@mute-this", ID), at(NOON)))
    look = react(now, Woken(told.wake[0].what), at(NOON + timedelta(days=1)))
    silent = react(after(now, look), Looked("loc_1", home("ERROR")), at(NOON + timedelta(days=1)))
    assert silent.notices == ()
    solved = react(after(now, look), Looked("loc_1", home("CONNECTED")), at(NOON + timedelta(days=1)))
    assert len(tell(after(now, solved), home("ERROR"))[1].notices) == 1


def _tell_expiring(found: Location, state: State | None = None) -> tuple[Situation, Reaction]:
    held = Situation(state or State(), locations=(found,))
    look = react(held, event("tariff.expiring"), at(NOON))
    told = react(after(held, look), Looked("loc_1", found), at(NOON))
    return after(held, told), told


def _hear_of_the_end(now: Situation, found: Location, when: datetime) -> Reaction:
    look = react(now, Woken("ends:loc_1:commodity_import"), at(when))
    return react(after(now, look), Looked("loc_1", found), at(when))
