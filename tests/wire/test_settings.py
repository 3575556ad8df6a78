from pathlib import Path

import pytest
from pydantic import BaseModel, field_validator

from edge.gateways.settings import BridgeSettings
from edge.settings import PREFIX as EDGE_PREFIX
from edge.settings import EdgeSettings
from hub.ground.settings import PREFIX as HUB_PREFIX
from hub.ground.settings import Settings as HubSettings
from wire.clock import Clock
from wire.errors import SettingsError
from wire.mqtt import Broker
from wire.settings import load_settings, paths_of


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


# Models, and the settings of each that are nothing by default: there an empty line says what none says.
MODELS: dict[type[BaseModel], str] = {HubSettings: HUB_PREFIX, EdgeSettings: EDGE_PREFIX, BridgeSettings: EDGE_PREFIX}
EVERY_SETTING = [(model, name) for model in MODELS for name in model.model_fields]


def nothing_by_default(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields[name]
    return not field.is_required() and field.get_default(call_default_factory=True) in {"", ()}


@pytest.mark.parametrize("written", ["", "  "])
@pytest.mark.parametrize("where", ["environment", "file"])
@pytest.mark.parametrize(("model", "name"), EVERY_SETTING, ids=lambda each: getattr(each, "__name__", each))
def test_an_empty_setting_is_named_with_the_next_step(
    model: type[BaseModel], name: str, where: str, written: str, tmp_path: Path
) -> None:
    file = tmp_path / "s.toml"
    file.write_text(f'{name} = "{written}"\n' if where == "file" else "")
    variable = MODELS[model] + name.upper()
    environ = {variable: written} if where == "environment" else {}
    needed: dict[str, object] = {
        other: {"dialect": "theengs"}.get(other, "s1")
        for other, field in model.model_fields.items()
        if field.is_required() and other != name
    }
    if nothing_by_default(model, name):
        load_settings(model, MODELS[model], file, needed, environ)
        return
    with pytest.raises(SettingsError) as told:
        load_settings(model, MODELS[model], file, needed, environ)
    says = str(told.value)
    named = variable if where == "environment" else f'the setting "{name}" in {file}'
    assert says.startswith(f"{named} is empty: ")
    assert "give it a value" in says
    assert ("remove it, or" in says) is not model.model_fields[name].is_required()
    assert says.endswith(".")


def test_there_are_many_settings_and_most_are_not_texts() -> None:
    assert len(EVERY_SETTING) > 100
    assert sum(nothing_by_default(*each) for each in EVERY_SETTING) < len(EVERY_SETTING) / 2


GOES_WITH: dict[str, dict[str, object]] = {
    "app_keys": {"app_issuer": "https://shop.example"},
    "push_service_account": {"push_url": "https://push.example", "push_project": "shop"},
    "push_apns_key": {"push_apns_key_id": "A" * 10, "push_apns_team": "B" * 10, "push_apns_topic": "example.app"},
    "push_vapid_key": {"push_contact": "mailto:it@shop.example"},
    "tls_certificate": {"public_name": "goddag.shop.example"},
    "tls_key": {"public_name": "goddag.shop.example", "tls_certificate": "/etc/goddag/tls/fullchain.pem"},
}
EVERY_PATH = [(model, name) for model in MODELS for name in paths_of(model)]


def test_every_setting_that_is_a_path_is_known_as_one() -> None:
    assert {name for model, name in EVERY_PATH if model is HubSettings} == {
        "data_dir", "floor_plan", "shop", "app_keys", "token_day_keys", "broker_ca_file", "catalogue_mapping",
        "customers", "sensitive_products", "till_mapping", "push_service_account", "push_apns_key", "push_vapid_key",
        "tls_certificate", "tls_key",
    }  # fmt: skip
    assert {name for model, name in EVERY_PATH if model is BridgeSettings} == {
        "data_dir", "broker_ca_file", "gateway_ca_file",
    }  # fmt: skip


@pytest.mark.parametrize(("model", "name"), EVERY_PATH, ids=lambda each: getattr(each, "__name__", each))
def test_a_path_in_a_settings_file_counts_from_that_file(
    model: type[BaseModel], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, elsewhere = tmp_path / "shop", tmp_path / "elsewhere"
    for folder in (shop, elsewhere):
        folder.mkdir()
    file, needed = shop / "s.toml", dict[str, object](GOES_WITH.get(name, {}))
    needed |= {
        other: {"dialect": "theengs"}.get(other, "s1")
        for other, field in model.model_fields.items()
        if field.is_required() and other != name
    }
    file.write_text(f'{name} = "named"\n')
    make = Path.mkdir if name == "data_dir" else Path.touch
    make(shop / "named")
    monkeypatch.chdir(elsewhere)

    def loaded(**above: object) -> Path:
        found = getattr(load_settings(model, MODELS[model], file, needed | above, {}), name)
        return Path(str(found)).resolve()

    assert loaded() == shop / "named"
    # The command line means where somebody stands, and the file is not asked.
    make(elsewhere / "named")
    assert loaded(**{name: "named"}) == elsewhere / "named"
    # Where the file's folder has none, and this one has, a hub of before meant this one.
    (shop / "named").rename(tmp_path / "away")
    with pytest.raises(SettingsError, match=f'the setting "{name}" in .*counts from the folder') as told:
        loaded()
    assert str(elsewhere / "named") in str(told.value)
    assert loaded(**{name: "named"}) == elsewhere / "named"
    file.write_text(f'{name} = "{elsewhere / "named"}"\n')
    assert loaded() == elsewhere / "named"


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
