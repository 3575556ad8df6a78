"""What a person writes, and what is said when it is wrong."""

import os
import sys
from pathlib import Path

import pytest
import warm

from edge.radio.address import BluezAdapter, read_radio_addresses
from edge.radio.hci import TcpSocket, UnixSocket
from edge.settings import PREFIX, EdgeSettings
from wire.errors import SettingsError
from wire.settings import load_settings

NEEDED = {"store": "demo", "edge": "edge-1", "data_dir": "/var/lib/goddag-edge"}


def load(**given) -> EdgeSettings:
    return load_settings(EdgeSettings, PREFIX, None, NEEDED | given, environ={})


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("bluez:hci0", (BluezAdapter("hci0"),)),
        ("bluez:hci0, hci1", (BluezAdapter("hci0"), BluezAdapter("hci1"))),
        ("bluez:hci0?passive,hci1", (BluezAdapter("hci0", passive=True), BluezAdapter("hci1"))),
        ("bluez:00:1A:7D:DA:71:13?passive", (BluezAdapter("00:1A:7D:DA:71:13", passive=True),)),
        ("bluez:hci0,00-1a-7d-da-71-13", (BluezAdapter("hci0"), BluezAdapter("00:1A:7D:DA:71:13"))),
        ("hci:unix:/run/air/edge-1.hci", (UnixSocket("/run/air/edge-1.hci"),)),
        ("hci:tcp:127.0.0.1:9000", (TcpSocket("127.0.0.1", 9000),)),
        ("hci:tcp:[::1]:9000", (TcpSocket("::1", 9000),)),
    ],
)
def test_how_radios_are_written(text, addresses) -> None:
    assert read_radio_addresses(text) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hci0",
        "bluez:",
        "bluez:hci0,",
        "bluez:hci0?loud",
        "bluez:00:1A:7D:DA:71",
        "hci:unix:",
        "hci:tcp:host",
        "hci:tcp:host:0",
        "usb:1",
    ],
)
def test_any_other_radio_is_refused_with_all_ways(text) -> None:
    with pytest.raises(SettingsError, match="hci:unix"):
        load(radio=text)


def test_an_adapter_is_named_once() -> None:
    with pytest.raises(SettingsError, match="twice"):
        load(radio="bluez:hci0,hci0?passive")


def test_beacons_are_listed_with_commas_and_the_marker_may_be_hexadecimal() -> None:
    settings = load(beacon_uuids="0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0, ", marker="0xFDFD")
    assert settings.beacon_uuids == ("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",)
    assert settings.marker == 0xFDFD


def test_without_a_user_in_the_url_the_edge_is_the_user() -> None:
    assert load(broker_url="mqtt://hub:1883").broker().username == "edge-1"
    assert load(broker_url="mqtt://else@hub:1883").broker().username == "else"


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"GODDAG_EDGE_STOER": "demo"}, "Did you mean GODDAG_EDGE_STORE"),
        ({"GODDAG_EDGE_RADIO": "usb:1"}, '"radio"'),
        ({"GODDAG_EDGE_BROKER_URL": "http://hub"}, "is not mqtt://"),
        ({"GODDAG_EDGE_BROKER_URL": "mqtt://[::1"}, "names no host that could exist"),
        ({"GODDAG_EDGE_BROKER_URL": f"mqtt://{'h' * 64}"}, "names no host that could exist"),
        ({"GODDAG_EDGE_EDGE": "Edge One"}, '"edge"'),
        ({"GODDAG_EDGE_BEACON_UUIDS": "not-a-uuid"}, '"beacon_uuids'),
        ({"GODDAG_EDGE_DATA_DIR": "/proc/nowhere"}, "cannot work in the data folder"),
        ({"GODDAG_EDGE_BROKER_CA_FILE": __file__}, "holds no PEM certificate"),
        ({"GODDAG_EDGE_BROKER_CA_FILE": "/nowhere.pem"}, '"broker_ca_file"'),
    ],
)
def test_a_wrong_setting_ends_with_one_sentence_and_exit_code_two(environ, names, tmp_path) -> None:
    base = {f"GODDAG_EDGE_{k.upper()}": v for k, v in NEEDED.items()} | {"GODDAG_EDGE_DATA_DIR": str(tmp_path)}
    edge = Path(sys.executable).parent / "goddag-edge"
    ended = warm.run(edge, "run", environment={"PATH": os.environ["PATH"]} | base | environ)
    assert ended.returncode == 2
    assert names in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_that_never_enrolled_is_named_with_the_next_step(tmp_path) -> None:
    with pytest.raises(SettingsError, match=r"has not enrolled\. Run goddag-edge enrol with a code"):
        load_settings(EdgeSettings, PREFIX, None, {"data_dir": tmp_path}, environ={})
