"""Addresses with a password in them: every door that takes one says the right reason, and never what stood there."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import warm
from pydantic import BaseModel

from edge.gateways.settings import BridgeSettings
from edge.settings import EdgeSettings
from hub.ground.settings import Settings
from hub.knowledge.customers.configuration import Each
from wire.errors import SettingsError
from wire.mqtt import Broker
from wire.urls import HTTP, MQTT, shown, trouble_with_url, without_user

SCRIPTS = Path(sys.executable).parent
# What stands behind the scheme, the secrets in it, and what the sentence has to say.
ODD = [
    ("bridge:Top#Secret9@h:1884", ("Top", "Secret9"), "# as %23"),
    ("bridge:Zq7/kW9@h", ("Zq7", "kW9"), "/ as %2F"),
    ("bridge:Zq7?kW9@h", ("Zq7", "kW9"), "? as %3F"),
    ("bridge:Zq7@kW9#J4x@h:1883", ("Zq7", "kW9", "J4x"), "# as %23 and @ as %40"),
    ("user:geheim@host:99999", ("geheim",), "a port that is not a number from 1 to 65535"),
    ("user:aa]bb@host", ("aa]", "bb"), "] as %5D"),
    ("user:geheim@", ("geheim",), "is not"),
    ("user:geheim", ("geheim",), "a port that is not a number"),
    ("user:geheim@[::1", ("geheim",), "no host that could exist"),
    ("user:geheim@a b", ("geheim",), "a blank"),
]
IS_URL = re.compile(r"url$|_api$|^app_keys$")


@pytest.mark.parametrize("schemes", [MQTT, HTTP])
@pytest.mark.parametrize(("rest", "secrets", "says"), ODD)
def test_the_reason_is_right_and_tells_no_secret(schemes, rest, secrets, says) -> None:
    for scheme in schemes:
        trouble = trouble_with_url(f"{scheme}://{rest}", schemes, "the environment")
        assert trouble is not None
        assert says in trouble
        assert not [each for each in secrets if each in trouble]


@pytest.mark.parametrize(
    "url",
    ["https://h/a@b", "https://h:8443/?mail=a@b", "http://u:p%23@h/x", "https://[::1]:8/@", "http://h/profiles/{id}"],
)
def test_what_is_well_is_taken(url) -> None:
    assert trouble_with_url(url, HTTP) is None


def test_a_password_is_written_in_escapes() -> None:
    assert Broker.from_url("mqtt://bridge:Top%23Secret%40@h:1884").password == "Top#Secret@"


def test_what_others_are_told_has_no_password() -> None:
    assert shown("mqtts://hub:geheim@h:8883/x?token=geheim") == "mqtts://h:8883"
    assert shown("http://u:ge]heim@h") == "(an address that cannot be read)"
    assert without_user("mqtts://hub:geheim@h:8883") == "mqtts://h:8883"
    given = Settings(floor_plan=Path("x"), broker_url="mqtts://hub:geheim@h:8883")
    assert given.broker_address_for_edges() == "mqtts://h:8883"


def doors() -> Iterator[tuple[str, list[str], dict[str, str], tuple[str, ...]]]:
    """Every setting that is an address, by program: command, environment around it, schemes."""
    models: list[tuple[type[BaseModel], str, list[str]]] = [
        (EdgeSettings, "GODDAG_EDGE_", ["goddag-edge", "run"]),
        (EdgeSettings, "GODDAG_EDGE_", ["goddag-edge", "doctor"]),
        (BridgeSettings, "GODDAG_EDGE_", ["goddag-edge", "bridge"]),
        (BridgeSettings, "GODDAG_EDGE_", ["goddag-edge", "doctor", "--dialect", "theengs"]),
        (Settings, "GODDAG_HUB_", ["goddag-hub", "run"]),
    ]
    edge = {"GODDAG_EDGE_STORE": "s1", "GODDAG_EDGE_EDGE": "edge-1"}
    needed = {EdgeSettings: edge, BridgeSettings: edge | {"GODDAG_EDGE_DIALECT": "theengs"}}
    for model, prefix, command in models:
        for name in model.model_fields:
            if IS_URL.search(name):
                around = needed.get(model, {"GODDAG_HUB_FLOOR_PLAN": "shop.toml"})
                schemes = MQTT if name in {"broker_url", "gateway_url"} else HTTP
                yield f"{' '.join(command)} {name}", command, around | {prefix + name.upper(): ""}, schemes


DOORS = list(doors())


@pytest.mark.parametrize(
    ("command", "around", "schemes"), [door[1:] for door in DOORS], ids=[door[0] for door in DOORS]
)
def test_no_door_prints_a_password(command, around, schemes, tmp_path) -> None:
    """One process for each door; the reasons themselves are walked above."""
    (variable,) = [name for name, value in around.items() if not value]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GODDAG_")}
    environ |= {"GODDAG_EDGE_DATA_DIR" if command[0] == "goddag-edge" else "GODDAG_HUB_DATA_DIR": str(tmp_path)}
    given = {variable: f"{schemes[0]}://bridge:Top#Secret9@h:1884"}
    ended = warm.run(SCRIPTS / command[0], *command[1:], environment=environ | around | given, seconds=60)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 2, said
    assert "# as %23" in said
    assert variable.lower().endswith(re.findall(r'setting "(\w+)"', said)[0])
    assert "Top" not in said
    assert "Secret9" not in said


def test_no_source_of_customer_data_prints_a_password() -> None:
    for source in get_args(get_args(Each)[0]):
        if "url" not in source.model_fields:
            continue
        for rest, secrets, says in ODD:
            with pytest.raises(ValueError, match="url") as raised:
                source.model_validate({"kind": source.model_fields["kind"].annotation, "url": f"https://{rest}"})
            told = [e for e in raised.value.errors(include_input=False) if e["loc"] == ("url",)]
            assert says in told[0]["msg"]
            assert not [each for each in secrets if each in told[0]["msg"]]


def test_the_hubs_address_of_an_enrolment_prints_no_password() -> None:
    from edge.hub_client import check_hub_url  # noqa: PLC0415

    for rest, secrets, says in ODD:
        with pytest.raises(SettingsError) as raised:
            check_hub_url(f"http://{rest}")
        assert says in str(raised.value)
        assert not [each for each in secrets if each in str(raised.value)]
