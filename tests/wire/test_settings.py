from pathlib import Path

import pytest
from pydantic import BaseModel, field_validator

from wire.clock import Clock
from wire.errors import SettingsError
from wire.mqtt import Broker
from wire.settings import load_settings


class Example(BaseModel):
    port: int = 1
    name: str = "x"

    @field_validator("name")
    @classmethod
    def _is_short(cls, name: str) -> str:
        if len(name) > 9:
            raise ValueError("a name has nine letters")
        return name


def load(file: Path | None = None, environ: dict[str, str] | None = None, **overrides: object) -> Example:
    return load_settings(Example, "EX_", file, overrides, environ or {})


def test_the_command_line_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('port = 2\nname = "file"\n')
    assert load(file).port == 2
    assert load(file, {"EX_PORT": "3"}).port == 3
    assert load(file, {"EX_PORT": "3"}, port=4).port == 4
    assert load(file, {"EX_PORT": "3"}, port=None).name == "file"


def test_a_typo_in_the_environment_names_the_right_setting() -> None:
    with pytest.raises(SettingsError, match=r"no setting EX_PROT\. Did you mean EX_PORT\?"):
        load(environ={"EX_PROT": "3"})


def test_a_typo_in_the_file_names_file_and_setting(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("prot = 2\n")
    with pytest.raises(SettingsError, match=r's\.toml has no setting "prot"\. Did you mean port\?'):
        load(file)


def test_a_wrong_value_says_which_setting_and_where_to_set_it() -> None:
    with pytest.raises(SettingsError, match=r'"port" is not valid.*EX_PORT'):
        load(environ={"EX_PORT": "many"})


def test_a_rule_of_ours_is_told_in_our_words_alone() -> None:
    with pytest.raises(SettingsError, match=r'^setting "name" is not valid: a name has nine letters\. Set EX_NAME'):
        load(environ={"EX_NAME": "much too long"})


def test_a_file_that_is_missing_or_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        load(tmp_path / "none.toml")
    file = tmp_path / "s.toml"
    file.write_text("port = = 2")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(file)


@pytest.mark.parametrize("url", ["http://host", "mqtt://", "mqtt://host:notaport", "mqtt://host:99999"])
def test_a_broker_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        Broker.from_url(url)


def test_a_broker_url_carries_user_port_and_tls() -> None:
    assert Broker.from_url("mqtt://edge-1@shop.example").port == 1883
    broker = Broker.from_url("mqtts://edge-1:secret@shop.example")
    assert (broker.port, broker.tls, broker.username, broker.password) == (8883, True, "edge-1", "secret")


def test_a_faster_clock_keeps_wall_and_monotonic_time_in_step() -> None:
    clock = Clock(speed=20.0, anchor=0.0)
    wall, mono = clock.wall(), clock.mono()
    while clock.mono() - mono < 1.0:
        pass
    assert clock.wall() - wall == pytest.approx(clock.mono() - mono, abs=0.5)
