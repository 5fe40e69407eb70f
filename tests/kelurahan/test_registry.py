"""What an app may hand down to be published."""

import pytest

from kelurahan.registry import FigureSource, Indicator, Outcome, Registry

DUE = Indicator("due", "due", "families")
RECEIVED = Indicator("received", "received", "families")
FAILED = Indicator("failed", "failed", "families")
REASON = Indicator("failed_moved", "moved", "families", part_of="failed")


def source(name="register", outcome=None):
    outcome = outcome or Outcome("all", "all", DUE, (RECEIVED, FAILED), (REASON,))
    return FigureSource(name, "SELECT 1", families=(outcome,))


def test_source_hands_down_every_indicator_of_its_outcomes():
    registry = Registry()

    registry.add(source())

    assert list(registry.indicators()) == ["due", "received", "failed", "failed_moved"]


def test_first_part_of_an_outcome_is_what_was_received():
    assert source().families[0].received is RECEIVED


def test_source_cannot_be_added_twice():
    registry = Registry()
    registry.add(source())

    with pytest.raises(ValueError, match="register"):
        registry.add(source())


def test_two_sources_cannot_share_an_indicator():
    registry = Registry()
    registry.add(source())

    with pytest.raises(ValueError, match="due"):
        registry.add(source("payments"))


def test_one_source_cannot_name_an_indicator_twice():
    with pytest.raises(ValueError, match="due"):
        Registry().add(source(outcome=Outcome("all", "all", DUE, (DUE,))))


@pytest.mark.parametrize("key", ["Due", "due-dtks", "1due", "", "due,", "d" * 61])
def test_indicator_key_is_plain(key):
    with pytest.raises(ValueError, match="indicator"):
        Indicator(key, "label", "families")


def test_sensitive_indicator_is_not_counted_by_stage():
    with pytest.raises(ValueError, match="by stage"):
        Indicator("deceased", "deceased", "payments", sensitive=True, by_stage=True)
