"""What another machine on the shop's network gets of a hub that serves HTTPS: in the clear, nothing."""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from served_hub import NAME, ServedHub, served_hub

from edge.enrolment import read_enrolment
from hub.equipment.enrolment.part import authority_of
from hub.equipment.enrolment.service import invite
from hub.ground.settings import Settings
from simulators.certificates import Authority
from wire.ids import EdgeId

ASK = """
import http.client, json, sys
host, port, method, path, name = sys.argv[1:]
connection = http.client.HTTPConnection(host, int(port), timeout=30)
connection.request(method, path, headers={"Host": name, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"})
answer = connection.getresponse()
print(json.dumps({"status": answer.status, "headers": dict(answer.getheaders()), "body": answer.read().decode()}))
"""


@dataclass(frozen=True)
class Machine:
    """Another machine, in a network name space of its own."""

    space: str
    hubs_address: str

    async def run(self, *words: str, expect: int = 0) -> str:
        done = await asyncio.to_thread(
            subprocess.run, [_IP, "netns", "exec", self.space, *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    async def ask(self, hub: ServedHub, method: str, path: str, name: str = NAME) -> dict[str, Any]:
        host = f"{name}:{hub.port}"
        return json.loads(
            await self.run(sys.executable, "-c", ASK, self.hubs_address, str(hub.port), method, path, host)
        )


_IP = shutil.which("ip", path=os.environ.get("PATH", "") + ":/usr/sbin") or "ip"


@pytest.fixture
def machine() -> Iterator[Machine]:
    name, net = f"goddag-{random.randrange(10**6)}", f"10.213.{random.randrange(256)}"
    steps = [
        f"netns add {name}",
        f"link add {name[-6:]}-a type veth peer name {name[-6:]}-b netns {name}",
        f"addr add {net}.1/30 dev {name[-6:]}-a",
        f"link set {name[-6:]}-a up",
        f"-n {name} addr add {net}.2/30 dev {name[-6:]}-b",
        f"-n {name} link set {name[-6:]}-b up",
    ]
    trouble = next(filter(None, map(_trouble, steps)), "")
    if trouble:
        _trouble(f"netns del {name}")
        why = f"this machine lets us make no second one ({trouble}): what another machine gets was NOT tried"
        if os.environ.get("CI"):
            pytest.fail(f"{why}, and CI must: run it as root, in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN")
        pytest.skip(why)
    yield Machine(name, f"{net}.1")
    _trouble(f"netns del {name}")


def _trouble(words: str) -> str:
    try:
        done = subprocess.run([_IP, *words.split()], check=False, capture_output=True, text=True)
    except OSError as error:
        return str(error)
    return done.stderr.strip() or f"ip ended with {done.returncode}" if done.returncode else ""


async def test_in_the_clear_another_machine_is_sent_to_the_encrypted_page_and_gets_nothing_else(
    machine: Machine, tmp_path: Path
) -> None:
    authority = Authority()
    authority.pair(NAME).write(tmp_path)
    async with served_hub(tmp_path, authority, machine.hubs_address) as hub:
        for path in ("/", "/app/handheld/", "/app/handheld/%0D%0AX:y"):
            page = await machine.ask(hub, "GET", path)
            assert (page["status"], page["headers"]["location"]) == (307, f"https://{NAME}:{hub.port}{path}")
        for method, path in (
            ("GET", "/api/staff/nearby"),
            ("POST", "/api/staff/session"),
            ("POST", "/app/handheld/"),
            ("GET", "/v1/edges/authority"),
            ("GET", "/healthz"),
            ("GET", "/metrics"),
        ):
            # What it says of a proxy is not believed: none is named.
            refused = await machine.ask(hub, method, path)
            assert (refused["status"], json.loads(refused["body"])["code"]) == (421, "plain"), path
            assert f"https://{NAME}:{hub.port}" in refused["body"]
            assert "strict-transport-security" not in refused["headers"]
        # Under a strange name not even where the page is.
        assert "location" not in (await machine.ask(hub, "GET", "/", "evil.example"))["headers"]
        # Under its address it says its name, which is where its certificate counts.
        by_address = await machine.ask(hub, "GET", "/", machine.hubs_address)
        assert by_address["headers"]["location"] == f"https://{NAME}:{hub.port}/"


async def test_plain_http_is_served_to_other_machines_where_it_was_asked_for_by_name(
    machine: Machine, tmp_path: Path
) -> None:
    authority = Authority()
    authority.pair(NAME).write(tmp_path)
    async with served_hub(tmp_path, authority, machine.hubs_address, plain_http=True) as hub:
        assert (await machine.ask(hub, "GET", "/healthz"))["status"] == 200


@pytest.mark.parametrize("of_its_own", [True, False])
async def test_an_edge_enrols_and_renews_encrypted_whoever_made_the_certificate_for_browsers(
    machine: Machine, tmp_path: Path, of_its_own: bool
) -> None:
    other = Authority()
    other.pair(NAME).write(tmp_path)
    more: dict[str, Any] = {"browser_authority": True} if of_its_own else {}
    settings = {"broker_tls": True, **more}
    async with served_hub(tmp_path, None if of_its_own else other, machine.hubs_address, **settings) as hub:
        store = authority_of(Settings.model_validate({"data_dir": hub.shop.hub.ground.data_dir, "floor_plan": "x"}))
        spoken: list[bool] = []
        hub.listen(lambda scope: spoken.append(scope["scheme"] == "https"))
        for number, scheme in enumerate(("http", "https")):
            code = str(invite(hub.shop.db, store, EdgeId("edge-1"), time.time()))
            folder = tmp_path / f"edge-{number}"
            enrol = ["--hub", f"{scheme}://{machine.hubs_address}:{hub.port}", "--code", code]
            edge = str(Path(sys.executable).with_name("goddag-edge"))
            await machine.run(edge, "enrol", *enrol, "--data-dir", str(folder))
            enrolment = read_enrolment(folder)
            assert enrolment
            assert enrolment.hub_url == f"https://{machine.hubs_address}:{hub.port}"
            # As one that enrolled when the hub did not encrypt yet.
            file = folder / "enrolment.json"
            file.write_text(file.read_text().replace("https://", f"{scheme}://"))
            before = (folder / "identity.pem").read_bytes()
            renew = "import sys, pathlib; from edge.renewal import renew; renew(pathlib.Path(sys.argv[1]))"
            await machine.run(sys.executable, "-c", renew, str(folder))
            assert (folder / "identity.pem").read_bytes() != before
        assert spoken.count(True) >= 6


async def test_an_edge_tells_its_code_to_nobody_between(machine: Machine, tmp_path: Path) -> None:
    other = Authority()
    other.pair(NAME).write(tmp_path)
    # Whoever stands between has a certificate of his own, and passes everything on: he may read what anybody may.
    async with served_hub(tmp_path, other, machine.hubs_address, broker_tls=True) as hub:
        store = authority_of(Settings.model_validate({"data_dir": hub.shop.hub.ground.data_dir, "floor_plan": "x"}))
        code = str(invite(hub.shop.db, store, EdgeId("edge-1"), time.time()))
        # The hub loses the certificate that edges know it by, as a stranger never had it.
        hub.https.also_as({"hub.goddag.internal": tmp_path / "both.pem"} if _both(tmp_path) else {})
        edge = str(Path(sys.executable).with_name("goddag-edge"))
        enrol = ["--hub", f"https://{machine.hubs_address}:{hub.port}", "--code", code]
        said = await machine.run(edge, "enrol", *enrol, "--data-dir", str(tmp_path / "edge"), expect=2)
        assert "neither a certificate of this store's hub nor one that this machine trusts" in said
        assert hub.shop.db.row("SELECT count(*) FROM edge_invites WHERE used_at_ms IS NOT NULL") == (0,)


def _both(folder: Path) -> bool:
    pair = Authority().pair("hub.goddag.internal")
    (folder / "both.pem").write_bytes(pair.key + pair.certificate)
    return True
