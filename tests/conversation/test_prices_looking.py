"""Prices that we look at by ourselves: what is told, once and to whom, and what happens when there is nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.calling import call_again, calling_of
from bot.conversation.cards import Action, Card, Facts, Note, Text, Title
from bot.conversation.conversation import react
from bot.conversation.link_model import Link
from bot.conversation.prices.model import Point, Series, Watch
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import (
    Known,
    Look,
    Looked,
    Noticed,
    Priced,
    Purpose,
    Reaction,
    ReadPrices,
    Session,
    Situation,
    Trouble,
    Woken,
)
from bot.conversation.teams import Rules
from tests.conversation.page_chat import sample
from tests.conversation.test_prices_flow import EXPORT, IMPORT, NOW, actions, at, home, labels, situation

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = datetime(2026, 11, 17, tzinfo=UTC)
CHANGES, WATCH = "changes:loc_1:IMPORT", "watch:loc_1:IMPORT"


def flat(today: str, tomorrow: str, *, sure: str = "1") -> Series:
    points = (
        Point(MIDNIGHT, MIDNIGHT + DAY, Decimal(today)),
        Point(MIDNIGHT + DAY, MIDNIGHT + 2 * DAY, Decimal(tomorrow), Decimal(sure)),
    )
    return Series(points, "GBP", "Europe/London")


def hourly(**cheap: str) -> Series:
    """Three days of 30 p but for some hours: `h15` is today at three, `h39` tomorrow at three."""
    points = tuple(
        Point(MIDNIGHT + n * HOUR, MIDNIGHT + (n + 1) * HOUR, Decimal(cheap.get(f"h{n}", "0.30")))
        for n in range(-24, 48)
    )
    return Series(points, "GBP", "Europe/London")


def after(now: Situation, reaction: Reaction) -> Situation:
    calling = calling_of(1, reaction.call)
    state = type(now.state).model_validate_json(
        reaction.state.model_copy(update={"calling": calling}).model_dump_json()
    )
    kept = {one.id: one for one in (*now.locations, *reaction.locations) if one.id not in reaction.forget_locations}
    return now._replace(state=state, locations=tuple(kept.values()))


def wake(
    now: Situation, found: Series | Trouble, what: str = CHANGES, when: datetime = NOW
) -> tuple[Situation, Reaction]:
    """Woken, and what FlatPeak says then."""
    woken = react(now, Woken(what), at(when))
    assert woken.quiet
    if woken.call is None:
        return after(now, woken), woken
    assert isinstance(woken.call, ReadPrices)
    call, now = woken.call, after(now, woken)
    came = found if isinstance(found, Trouble) else Priced(call.location_id, call.direction, found)
    reaction = react(now, came, at(when))
    assert reaction.quiet
    assert reaction.card is None
    return after(now, reaction), reaction


def words(card: Card) -> str:
    said = [block.text for block in card.blocks if isinstance(block, Title | Text)]
    rows = [f"{name}: {value}" for block in card.blocks if isinstance(block, Facts) for name, value in block.rows]
    return "\n".join([*said, *rows]).replace("\N{NO-BREAK SPACE}", " ")


def says(now: Situation, text: str, when: datetime = NOW) -> tuple[Situation, Card]:
    reaction = react(now, Said(text), at(when))
    assert reaction.card is not None
    return after(now, reaction), reaction.card


def due(reaction: Reaction, what: str) -> datetime:
    return NOW + timedelta(seconds=next(one.after_s for one in reaction.wake if one.what == what))


def test_a_change_is_told_once_however_often_it_is_looked_for() -> None:
    now, first = wake(situation(), flat("0.245", "0.245"))
    assert not first.notices
    assert due(first, CHANGES).hour == 17
    now, told = wake(now, flat("0.245", "0.279"))
    assert "From tomorrow 27.9 p instead of 24.5 p." in words(told.notices[0])
    for _ in range(3):
        now, again = wake(now, flat("0.245", "0.279"))
        assert not again.notices


def test_a_location_that_is_updated_is_looked_at_and_then_its_prices() -> None:
    told = Noticed("location.update", "loc_1", "", "", "evt_1", NOW)
    looking = react(situation(), told, at())
    assert looking.call == Look("loc_1")
    found = react(after(situation(), looking), Looked("loc_1", home()), at())
    assert [(one.what, one.after_s) for one in found.wake] == [(CHANGES, 0.0)]
    known = react(situation(), Known(home(), ready=True), at())
    assert [one.what for one in known.wake] == [CHANGES]
    assert due(known, CHANGES) > NOW


def test_who_has_just_said_the_price_is_not_told_it() -> None:
    now, _ = wake(situation(answers=3), flat("0.245", "0.245"))
    now = after(now, react(now, Known(home(), ready=True), at()))
    _, silent = wake(now, flat("0.279", "0.279"))
    assert not silent.notices


def test_at_night_it_waits_and_is_told_in_the_morning() -> None:
    night, morning = MIDNIGHT + 23 * HOUR, MIDNIGHT + 31 * HOUR
    now, _ = wake(situation(), flat("0.245", "0.245"))
    now, held = wake(now, flat("0.245", "0.279"), when=night)
    assert not held.notices
    assert [(one.what, one.after_s) for one in held.wake] == [(CHANGES, 8 * 3600.0)]
    _, told = wake(now, flat("0.245", "0.279"), when=morning)
    assert "From today 27.9 p instead of 24.5 p." in words(told.notices[0])


def test_a_look_at_the_location_puts_off_no_look_that_comes_before() -> None:
    """What is held until the morning is told in the morning, whatever else there is to look at in the night."""
    night = MIDNIGHT + 23 * HOUR
    looking = situation(looking="failed:loc_1:trf_1")
    (due_,) = react(looking, Looked("loc_1", home()), at(night)).wake
    assert (due_.what, due_.postpones) == (CHANGES, False)


def test_where_another_chat_hears_of_it_a_change_is_learnt_in_silence() -> None:
    linked = situation(links=[Link(key="telegram::2", label="Telegram", alerts="there")])
    now, _ = wake(linked, flat("0.245", "0.245"))
    now, silent = wake(now, flat("0.245", "0.279"))
    assert not silent.notices
    away = now._replace(away=frozenset({"telegram::2"}))
    assert not wake(away, flat("0.245", "0.279"))[1].notices
    assert len(wake(away, flat("0.245", "0.265"))[1].notices) == 1, "nobody hears there"


def test_what_is_told_daily_is_waited_for_where_prices_are_late() -> None:
    six = MIDNIGHT + 18 * HOUR
    now, _ = says(situation(), "cheapest three hours of tomorrow at 18:00")
    now, late = wake(now, Series(refused="no_price_data"), WATCH, six)
    assert [one.after_s for one in late.wake] == [1800.0]
    _, told = wake(now, hourly(h27="0.05", h28="0.05", h29="0.05"), WATCH, six + HOUR / 2)
    assert "When: tomorrow, 03:00–06:00" in words(told.notices[0])
    _, given_up = wake(now, Series(refused="no_price_data"), WATCH, six + 3 * HOUR)
    assert [one.after_s for one in given_up.wake] == [21 * 3600.0]


def test_what_was_seen_or_is_not_wanted_is_not_told() -> None:
    now, _ = wake(situation(), flat("0.245", "0.245"))
    muted = after(now, react(now, Action("@mute-kind", "price"), at()))
    assert not wake(muted, flat("0.245", "0.279"))[1].notices
    asked = react(now, Commanded("prices"), at())
    seen = react(after(now, asked), Priced("loc_1", "IMPORT", flat("0.245", "0.279")), at())
    assert not wake(after(after(now, asked), seen), flat("0.245", "0.279"))[1].notices


def test_the_alert_leads_to_what_is_not_wanted() -> None:
    now, _ = wake(situation(), flat("0.245", "0.245"))
    now, told = wake(now, flat("0.245", "0.279"))
    asked = react(now, actions(told.notices[0])["Stop these alerts"], at())
    assert "All of this kind: Price change (not for market prices)" in labels(asked.card)
    assert "Only this one" not in labels(asked.card)


def test_a_team_hears_it_in_its_chat_and_where_that_refuses_who_connected_it() -> None:
    team = situation()._replace(rules=Rules(alerts="C1"))
    now, _ = wake(team, flat("0.245", "0.245"))
    now, told = wake(now, flat("0.245", "0.279"))
    assert told.to_team
    assert not told.notices
    assert labels(told.shared[0]) == ["Prices"]
    instead = react(now, Woken("unheard"), at())
    assert "From tomorrow 27.9 p instead of 24.5 p." in words(instead.notices[-1])
    assert not react(after(now, instead), Woken("unheard"), at()).notices


def test_what_is_fed_in_is_told_apart() -> None:
    both = situation(home("loc_1", IMPORT, EXPORT))
    found = react(both, Known(home("loc_1", IMPORT, EXPORT), ready=True), at())
    assert [one.what for one in found.wake] == [CHANGES, "changes:loc_1:EXPORT"]
    now, _ = wake(both, flat("0.08", "0.08"), "changes:loc_1:EXPORT")
    _, told = wake(now, flat("0.08", "0.09"), "changes:loc_1:EXPORT")
    assert "What feeding in earns changes" in words(told.notices[0])


@pytest.mark.parametrize("code", ["pending_connect", "no_tariff_connected", "no_price_data", "not_found", "new_code"])
@pytest.mark.parametrize("what", [CHANGES, WATCH])
def test_where_there_are_no_prices_nothing_is_told(code: str, what: str) -> None:
    now, _ = says(situation(), "negative")
    now, looked = wake(now, Series(refused=code), what)
    assert not looked.notices
    assert looked.call is None
    assert all(one.after_s >= 900 for one in looked.wake)
    assert {one.what for one in looked.wake} >= {what}
    now, told = wake(now, hourly(h14="-0.01"), WATCH)
    assert len(told.notices) == 1


@pytest.mark.parametrize("what", [CHANGES, WATCH])
def test_in_trouble_it_is_looked_again_later_without_a_word(what: str) -> None:
    now, _ = says(situation(), "negative")
    _, failed = wake(now, Trouble("down"), what)
    assert not failed.notices
    assert [(one.what, one.after_s) for one in failed.wake] == [(what, 900.0)]


def test_a_watch_is_set_in_words_and_told_once() -> None:
    reaction = react(situation(), Said("tell me when it falls under 10 p"), at())
    assert [(one.what, one.after_s) for one in reaction.wake] == [(WATCH, 0.0)]
    now = after(situation(), reaction)
    now, begun = wake(now, hourly(h15="0.05"), WATCH)
    assert not begun.notices
    assert due(begun, WATCH) == MIDNIGHT + 15 * HOUR
    now, told = wake(now, hourly(h15="0.05"), WATCH, MIDNIGHT + 15 * HOUR)
    (card,) = told.notices
    assert "The price falls under 10 p" in words(card)
    assert "When: today, 15:00–16:00" in words(card)
    assert not wake(now, hourly(h15="0.05"), WATCH, MIDNIGHT + 15 * HOUR)[1].notices


def test_a_price_that_means_two_is_asked_about() -> None:
    now, card = says(situation(), "below £5")
    assert labels(card)[:2] == ["under £5.00", "under 5\N{NO-BREAK SPACE}p"]
    chosen = react(now, actions(card)["under 5\N{NO-BREAK SPACE}p"], at())
    assert [one.limit for one in chosen.state.watches] == ["0.05"]


def test_of_several_addresses_one_is_chosen_and_nothing_is_typed_twice() -> None:
    two = situation(home("loc_1"), home("loc_2", zone="Europe/Berlin"))
    now, card = says(two, "under 10 p")
    assert labels(card)[:2] == ["1-3 Strand, London WC2N 5EH", "Markt 1, 04109 Leipzig"]
    chosen = react(now, actions(card)["Markt 1, 04109 Leipzig"], at())
    assert [(one.location, one.limit) for one in chosen.state.watches] == [("loc_2", "0.1")]


def test_where_alerts_are_off_it_is_said_that_nothing_will_come() -> None:
    now = after(situation(), react(situation(), Action("@mute-all"), at()))
    now, card = says(now, "negative")
    hint = next(block.text for block in card.blocks if isinstance(block, Note))
    assert "/alerts" in hint
    assert not wake(now, hourly(h14="-0.01"), WATCH)[1].notices


def test_the_same_is_watched_once_and_a_changed_one_stays_in_its_place() -> None:
    now, _ = says(situation(), "under 10p")
    now, _ = says(now, "negative")
    now, _ = says(now, "under 10 p")
    assert len(now.state.watches) == 2
    now, _ = says(now, "under 12 p")  # the card of the first is open
    assert [one.limit for one in now.state.watches] == ["0.12", "0"]
    assert len({one.id for one in now.state.watches}) == 2


def test_what_is_unclear_is_asked_with_what_could_be_meant() -> None:
    _, card = says(situation(), "tell me when it is cheap")
    assert any(one.startswith("+ under") for one in labels(card))
    assert "Close" in labels(card)


def test_there_is_an_end_of_watches() -> None:
    now = situation()
    for number in range(22):
        now, card = says(now, f"under {number + 1}.5 p")
    assert len(now.state.watches) == 20
    assert "Price watches" in words(card)


def test_a_removed_watch_is_silent_and_its_button_old() -> None:
    now, _ = says(situation(), "negative")
    (watch,) = now.state.watches
    now = after(now, react(now, Action("@watch-remove", watch.id), at()))
    assert now.state.watches == []
    assert react(now, Woken(WATCH), at()) == Reaction(now.state, quiet=True)
    for verb in ("@watch", "@watch-remove"):
        assert react(now, Action(verb, watch.id), at()).card is not None
    now, _ = says(now, "under 5 p")
    assert now.state.watches[0].id != watch.id


@pytest.mark.parametrize("value", ["", "|||||", "loc_1|IMPORT|under|x|3|18:00|", "loc_9|IMPORT|under|0.1|3|18:00|"])
def test_a_button_that_means_nothing_changes_nothing(value: str) -> None:
    pressed = react(situation(), Action("@watch-set", value), at())
    assert pressed.card is not None
    assert pressed.state.watches == []


def test_a_location_that_is_gone_takes_its_watches_along() -> None:
    two = situation(home("loc_1"), home("loc_2"))
    watches = [Watch(id="w1", location="loc_1", kind="under"), Watch(id="w2", location="loc_2", kind="under")]
    two = two._replace(state=two.state.model_copy(update={"watches": watches}))
    gone = after(two, react(two, Looked("loc_1", None), at()))
    assert [one.id for one in gone.state.watches] == ["w2"]
    assert gone.state.known_prices == {}
    other = two._replace(locations=(home("loc_2"),))
    assert [one.id for one in react(other, Woken(WATCH), at()).state.watches] == ["w2"]


@pytest.mark.parametrize("what", [CHANGES, WATCH])
def test_another_process_goes_on_with_the_look(what: str) -> None:
    now, _ = says(situation(), "negative")
    woken = react(now, Woken(what), at())
    call, doubtful = call_again(after(now, woken))
    assert (call, doubtful) == (woken.call, False)


def test_an_open_question_is_not_taken_for_a_watch() -> None:
    page = sample("rate_fixed_capture", "fixed_rate")
    session = Session(Purpose(), page, NOW, NOW + DAY)
    asked = situation()._replace(session=session)
    answered = react(asked, Said("under 10 p"), at())
    assert answered.state.watches == []
    over = asked._replace(state=asked.state.model_copy(update={"panel": "watches"}))
    assert len(react(over, Said("under 10 p"), at()).state.watches) == 1
