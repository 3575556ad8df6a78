"""A way out that could never work is refused at start, with the sentence that says what is missing."""

import json
import re
from pathlib import Path

import httpx
import pytest

from hub.ground.settings import Settings, read_settings
from simulators.push import create_app
from wire.errors import SettingsError
from wire.settings import paths_of

# What goes into a header or an address of a request; derived from the settings, so that a new key is refused as well.
SENT_AS_THEY_ARE = sorted(
    name
    for name in Settings.model_fields
    if re.search(r"_(key|token|api_secret)$", name) and name not in paths_of(Settings)
)
FCM = {"push_url": "https://fcm.googleapis.com", "push_project": "goddag-demo"}


def settings(**chosen: str) -> Settings:
    return read_settings(None, floor_plan="plan.toml", **chosen)


def test_a_push_url_without_credentials_is_refused_with_the_next_step():
    """first-week 6."""
    with pytest.raises(SettingsError, match=r"push_url needs push_service_account .*Firebase console.* or push_token"):
        settings(**FCM)


def test_credentials_without_a_push_url_and_both_at_once_are_refused():
    with pytest.raises(SettingsError, match="belong to the gateway at push_url"):
        settings(push_token="token")
    with pytest.raises(SettingsError, match="set one of them"):
        settings(**FCM, push_token="token", push_service_account="account.json")


def test_a_fixed_token_needs_a_project_and_a_service_account_has_one():
    with pytest.raises(SettingsError, match="push_project"):
        settings(push_url="http://127.0.0.1:8783", push_token="token")
    assert settings(push_url="http://127.0.0.1:8783", push_service_account="account.json").push_project is None


def test_what_belongs_together_is_asked_for_by_name():
    with pytest.raises(SettingsError, match="push_apns_key_id and push_apns_team"):
        settings(push_apns_key="key.p8", push_apns_topic="example.app")
    with pytest.raises(SettingsError, match="push_vapid_key needs push_contact"):
        settings(push_vapid_key="key.pem")
    with pytest.raises(SettingsError, match=r'"https://push.example" is no host'):
        settings(push_web_hosts="fcm.googleapis.com, https://push.example")


@pytest.mark.parametrize("name", SENT_AS_THEY_ARE)
@pytest.mark.parametrize("text", ["two words", "line\nbreak", "nøgle", "nul\0"])
def test_a_key_that_would_break_every_request_is_refused(name: str, text: str):
    with pytest.raises(SettingsError, match=f'setting "{name}" is not valid: it holds blanks'):
        settings(**{name: text})


@pytest.mark.parametrize("name", SENT_AS_THEY_ARE)
def test_a_line_break_after_a_key_is_taken_off(name: str):
    with pytest.raises(SettingsError) as refused:
        settings(**{name: "token\n", "push_url": "https://fcm.googleapis.com"})
    assert "blanks" not in str(refused.value)


@pytest.mark.parametrize("name", ["cdp_events_url", "odp_events_url", "cdp_erasure_url"])
def test_an_address_without_its_key_is_refused(name: str):
    with pytest.raises(SettingsError, match=f"{name} needs "):
        settings(**{name: "https://platform.example"})


async def test_the_project_is_read_from_the_service_account(tmp_path: Path, serve, open_messages):
    async with serve(create_app()) as url, httpx.AsyncClient(timeout=60.0) as client:
        file = tmp_path / "account.json"
        file.write_text(json.dumps((await client.get(f"{url}/service-account.json")).json()))
        shop = open_messages(url=url, push_token=None, push_project=None, push_service_account=file)
        assert await shop.greeted(shop.enrol()) == "sent"
        [message] = await shop.inbox()
    assert message["name"].startswith("projects/goddag-demo/")
