"""The doctor judges an enrolled edge's certificate: each fault in words of its own, with its next step."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest
import warm

from edge.certified import Trouble, trouble_with
from edge.enrolment import EdgeEnrolment, Identity
from edge.identity import keep_identity, new_key
from hub.equipment.enrolment.authority import StoreAuthority, load_or_create_authority
from wire.enrolment import EdgeEnrolled
from wire.ids import EdgeId
from wire.messages import EdgeConfig

DOCTOR = Path(sys.executable).parent / "goddag-edge"
HUB_URL = "http://hub.local:8780"
ENROLMENT = EdgeEnrolment(store="demo", edge="edge-1", broker_url="mqtts://hub.local:8883", hub_url=HUB_URL)
HOUR, DAY = 3600.0, 86_400.0
NOW = time.time()


@pytest.fixture
def authority(tmp_path: Path) -> StoreAuthority:
    return load_or_create_authority(tmp_path / "authority", NOW)


def judged(authority: StoreAuthority, at: float, key=None, ca: str | None = None) -> Trouble | None:
    """A certificate of 24 hours that was given out at NOW, looked at `at` seconds later."""
    own = new_key()
    certificate = authority.issue(EdgeId("edge-1"), (key or own).public_key(), NOW, 24.0).pem
    return trouble_with(certificate, authority.pem if ca is None else ca, own, ENROLMENT, NOW + at)


@pytest.mark.parametrize("at", [0.0, 15 * HOUR])
def test_a_certificate_within_its_time_is_well(authority, at: float) -> None:
    assert judged(authority, at) is None


@pytest.mark.parametrize(
    ("at", "says", "next_step"),
    [
        (-30 * 365 * DAY, "this clock says 19", "timedatectl"),
        (20 * HOUR, "expires in 4.0 h, and was not renewed in time", f"curl {HUB_URL}/healthz"),
        (25 * HOUR, "expired 1.0 h ago", "it then renews itself"),
        (24 * HOUR + 8 * DAY, "expired 8 days ago", "goddag-hub edges invite edge-1"),
    ],
)
def test_a_certificate_out_of_its_time_says_how_far(authority, at: float, says: str, next_step: str) -> None:
    trouble = judged(authority, at)
    assert trouble is not None
    assert says in trouble.says
    assert next_step in trouble.next_step


def test_a_certificate_for_another_key_or_of_another_authority_is_named(authority, tmp_path: Path) -> None:
    other = load_or_create_authority(tmp_path / "other", NOW)
    foreign_key = judged(authority, 0.0, key=new_key())
    foreign = [judged(authority, 0.0, ca=ca) for ca in (other.pem, "", "torn")]
    assert foreign_key is not None
    assert "not for the key beside it" in foreign_key.says
    for trouble in foreign:
        assert trouble is not None
        assert "not from the authority" in trouble.says
        assert "goddag-hub edges invite edge-1" in trouble.next_step


async def examine(data_dir: Path) -> tuple[int, str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("GODDAG_", "DBUS_"))}
    done = await asyncio.to_thread(
        warm.run, DOCTOR, "doctor", "--data-dir", data_dir, "--radio", "hci:unix:/none", environment=environ
    )
    return done.returncode, done.stdout + done.stderr


async def test_the_doctor_says_so_of_what_lies_in_the_folder(authority, tmp_path: Path, unused_port: int) -> None:
    data_dir, key = tmp_path / "edge", new_key()
    for began, says in ((NOW, "has a certificate for 2"), (NOW - 30 * HOUR, "WRONG enrolment    the certificate exp")):
        enrolled = EdgeEnrolled(
            store="demo",
            edge="edge-1",
            certificate=authority.issue(EdgeId("edge-1"), key.public_key(), began, 24.0).pem,
            ca=authority.pem,
            broker_url=f"mqtts://127.0.0.1:{unused_port}",
            orders=EdgeConfig(store="demo", edge="edge-1", marker=0xFFF1, beacon_uuids=[]),
        )
        keep_identity(data_dir, key, enrolled, HUB_URL)
        code, said = await examine(data_dir)
        assert code == 1  # there is no radio and no broker
        assert says in said
    for ca in ("", "torn"):
        Identity(data_dir).ca_file.write_text(ca)
        code, said = await examine(data_dir)
        assert "not from the authority" in said
        assert "Traceback" not in said
    file = Identity(data_dir).certificate_file
    file.write_bytes(file.read_bytes()[:100])
    code, said = await examine(data_dir)
    assert code == 1
    assert "identity.pem is missing, damaged or not readable" in said
    assert "it was not asked" in said
    assert "Traceback" not in said
