"""goddag-hub push check: what works is said in sentences, before a customer is bothered."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from hub.service.messages.checking import check
from hub.service.messages.signing_key import create_signing_key, read_signing_key
from simulators.demo import FLOOR_PLAN
from tests.hub.messages.conftest import public_half
from tests.hub.whole_hub import open_shop

PHONE = "ab" * 32


async def said(shop):
    devices = [each for record in shop.members.all() for each in shop.members.reachable_devices(record.member)]
    return [(each.is_good, each.text) async for each in check(shop.channels.by_kind, devices)]


async def test_firebase_is_asked_in_a_dry_run_and_the_phone_gets_nothing(firebase_shop):
    firebase_shop.enrol()
    [(is_good, text)] = await said(firebase_shop)
    assert is_good
    assert "Firebase takes our account and knows this phone" in text
    assert await firebase_shop.inbox() == []


@pytest.mark.parametrize(
    ("state", "says"),
    [("deleted", "does not know this service account"), ("no_role", "HTTP 403"), ("api_disabled", "Enable the")],
)
async def test_what_is_wrong_with_the_account_is_said_with_the_next_step(firebase_shop, state, says):
    firebase_shop.enrol()
    await firebase_shop.tell("/account", state=state)
    [(is_good, text)] = await said(firebase_shop)
    assert not is_good
    assert says in text


async def test_a_phone_that_is_gone_is_said_and_keeps_its_token(firebase_shop):
    anna = firebase_shop.enrol()
    await firebase_shop.is_odd("unregistered")
    [(is_good, text)] = await said(firebase_shop)
    assert (is_good, "register it again" in text) == (False, True)
    assert firebase_shop.members.reachable_device(anna.member) is not None


async def test_apple_is_asked_about_the_key_and_no_phone_is_reached(apple_shop, apple):
    apple_shop.enrol("anna", "ios", apns_token=PHONE)
    [(is_good, text)] = await said(apple_shop)
    assert (is_good, "Apple takes our key" in text) == (True, True)
    assert apple[0].inboxes == {}
    await apple_shop.tell("/answers", status=403, reason="InvalidProviderToken")
    [(is_good, text)] = await said(apple_shop)
    assert (is_good, "InvalidProviderToken" in text) == (False, True)


async def test_a_browsers_push_service_is_reached_and_the_browser_is_not(web_shop, browsers, signing_key):
    told = browsers[0].subscribe(web_shop.url, web_shop.channels.by_kind["web"].public_key)
    web_shop.enrol("anna", "web", web_push=told)
    [(is_good, text)] = await said(web_shop)
    assert (is_good, "reached" in text) == (True, True)
    [browser] = browsers[0].browsers.values()
    assert list(browser.got) == []
    browser.application_server_key = "another"
    [(is_good, text)] = await said(web_shop)
    assert (is_good, "HTTP 403" in text) == (False, True)


async def test_a_phone_whose_service_is_not_set_up_is_said(firebase_shop):
    firebase_shop.enrol("anna", "ios", apns_token=PHONE)
    [(is_good, text)] = await said(firebase_shop)
    assert (is_good, "push_apns_key" in text) == (False, True)


def test_a_new_key_is_read_back_and_is_its_owners_alone(tmp_path):
    file = tmp_path / "vapid.pem"
    create_signing_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_signing_key(file, "push_vapid_key", "")
    assert "PUBLIC KEY" in public_half(file)
    with pytest.raises(FileExistsError):
        create_signing_key(file)


async def command(folder, *arguments, **settings):
    """goddag-hub, as somebody types it."""
    environ = {**os.environ, **{f"GODDAG_HUB_{name.upper()}": str(value) for name, value in settings.items()}}
    asked = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("goddag-hub"), "push", *arguments, "--data-dir", str(folder)),
        env=environ | {"GODDAG_HUB_FLOOR_PLAN": str(FLOOR_PLAN)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asked.communicate()
    return asked.returncode, said.decode()


async def test_the_command_says_what_works_and_its_exit_code_does_too(tmp_path, fcm, account_file):
    push = {"push_url": fcm, "push_service_account": account_file}
    async with open_shop(tmp_path / "hub") as shop:
        await shop.enrolled(1)
        code, said = await command(tmp_path / "hub", "check", "--customer", "u-7001", **push)
        assert (code, "OK  Device 1" in said) == (0, True), said
        assert shop.db.rows("SELECT way FROM ways_out WHERE way LIKE 'push%'") == []
        code, said = await command(tmp_path / "hub", "check", "--customer", "nobody", **push)
        assert (code, 'no customer "nobody" has enrolled' in said) == (1, True), said
