"""What counts as deaf, and what is done about it."""

from edge.errors import RadioFault
from edge.radio.scan_health import ScanHealth


def hearing_a_canary(at: float) -> ScanHealth:
    hearing = ScanHealth(deaf_since=0.0)
    hearing.listening(0.0)
    hearing.heard(at)
    hearing.heard_canary(at)
    return hearing


def test_a_radio_is_deaf_from_its_start_until_its_first_scan() -> None:
    hearing = ScanHealth(deaf_since=10.0)
    assert hearing.deaf_seconds(13.0) == 3.0
    hearing.listening(14.0)
    assert hearing.deaf_seconds(99.0) == 4.0


def test_silence_without_a_beacon_is_an_empty_shop() -> None:
    hearing = ScanHealth(deaf_since=0.0)
    hearing.listening(0.0)
    hearing.lost(RadioFault.QUIET, 20.0)
    assert hearing.deaf_for(30.0) == 0.0
    assert not hearing.restarts


def test_silence_where_a_beacon_was_is_deafness_since_the_last_packet() -> None:
    hearing = hearing_a_canary(5.0)
    hearing.lost(RadioFault.QUIET, 25.0)
    hearing.listening(26.0)
    assert hearing.deaf_for(27.0) == 22.0  # a new scan alone proves nothing
    hearing.heard(28.0)
    assert hearing.deaf_seconds(99.0) == 23.0
    assert hearing.restarts == {RadioFault.QUIET: 1}


def test_each_loss_is_counted_once_by_its_first_reason() -> None:
    hearing = hearing_a_canary(5.0)
    hearing.lost(RadioFault.RESTARTED, 6.0)
    hearing.lost(RadioFault.ABSENT, 7.0)
    hearing.lost(RadioFault.ABSENT, 8.0)
    assert hearing.restarts == {RadioFault.RESTARTED: 1}
    assert (hearing.failures(RadioFault.RESTARTED), hearing.failures(RadioFault.ABSENT)) == (0, 1)
    hearing.listening(9.0)
    hearing.heard(9.5)
    assert (hearing.failures(RadioFault.ABSENT), hearing.deaf_seconds(99.0)) == (0, 3.5)
