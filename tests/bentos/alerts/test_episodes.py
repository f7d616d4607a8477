"""When an episode begins and ends, against a window that is counted second by second."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bentos.alerts.episodes import Episode, Rule, episodes

START = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
MINUTES = Rule(threshold=3, window=timedelta(minutes=5), quiet=timedelta(minutes=5))

rules = st.builds(
    Rule,
    threshold=st.integers(1, 4),
    window=st.integers(1, 8).map(lambda seconds: timedelta(seconds=seconds)),
    quiet=st.integers(1, 8).map(lambda seconds: timedelta(seconds=seconds)),
)


def at(*seconds: float) -> list[datetime]:
    return [START + timedelta(seconds=second) for second in seconds]


def counted(seconds: list[int], rule: Rule) -> list[tuple[int, int]]:
    """First full second and end of the last one of each episode, by counting at every second."""
    window, quiet = int(rule.window.total_seconds()), int(rule.quiet.total_seconds())
    found: list[tuple[int, int]] = []
    for now in range(max(seconds, default=0) + window + 1):
        if sum(now - window < second <= now for second in seconds) >= rule.threshold:
            if found and now - found[-1][1] < quiet:
                found[-1] = (found[-1][0], now + 1)
            else:
                found.append((now, now + 1))
    return found


@given(st.lists(st.integers(0, 60), max_size=20).map(sorted), rules)
def test_episodes_are_those_of_a_window_that_is_counted_every_second(seconds: list[int], rule: Rule) -> None:
    expected = [tuple(at(*pair)) for pair in counted(seconds, rule)]
    assert [(found.began, found.held) for found in episodes(at(*seconds), rule)] == expected


@given(st.lists(st.integers(0, 60), max_size=20).map(sorted), rules)
def test_an_episode_begins_with_as_many_negatives_as_the_threshold(seconds: list[int], rule: Rule) -> None:
    times = at(*seconds)
    for found in episodes(times, rule):
        assert sum(found.first <= time <= found.began for time in times) >= rule.threshold
        assert found.began - found.first < rule.window


def test_three_in_less_than_five_minutes_begin_an_episode_with_the_third() -> None:
    first, _, third = times = at(0, 120, 299.999)
    assert episodes(times, MINUTES) == [Episode(first, third, first + MINUTES.window)]


def test_three_in_exactly_five_minutes_are_too_far_apart() -> None:
    assert episodes(at(0, 120, 300), MINUTES) == []


def test_what_goes_on_within_the_quiet_period_is_one_episode() -> None:
    times = at(0, 1, 2, 590, 591, 592)
    assert [found.began for found in episodes(times, MINUTES)] == at(2)


def test_what_returns_after_the_quiet_period_is_another_episode() -> None:
    times = at(0, 1, 2, 598, 599, 600)
    assert [found.began for found in episodes(times, MINUTES)] == at(2, 600)
