"""The hub's own authority for browsers: one name, and a certificate that never runs out by itself."""

import json
import time
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from served_hub import NAME, served_hub
from typer.testing import CliRunner, Result

from hub.cli import app
from hub.ground.errors import HttpsUnusable
from hub.ground.settings import read_settings
from hub.ground.web.https.authority import BrowserAuthority, load_or_create_browser_authority
from hub.ground.web.https.serving import Files, Https
from simulators.certificates import Authority, Pair
from wire.errors import SettingsError

DAY = 86400


def server(authority: BrowserAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.server_file.read_bytes())


def days_of(certificate: x509.Certificate) -> float:
    return (certificate.not_valid_after_utc - certificate.not_valid_before_utc).total_seconds() / DAY


def test_it_may_vouch_for_one_name_alone_and_for_servers_alone(tmp_path: Path) -> None:
    now = time.time()
    authority = load_or_create_browser_authority(tmp_path, NAME.upper(), now)
    assert authority.renew(now)
    for file in (tmp_path / "browser-authority").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    found = authority.certificate.extensions
    constraints = found.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert constraints.value.permitted_subtrees == [x509.DNSName(NAME)]
    excluded = [each.value for each in constraints.value.excluded_subtrees or []]
    assert excluded == [ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert found.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(ca=True, path_length=0)
    assert list(found.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    shown = server(authority)
    shown.verify_directly_issued_by(authority.certificate)
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.DNSName(NAME)]
    assert list(shown.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]
    assert days_of(shown) == 397, "Safari takes 825 at most, and nobody less than a year of work"
    # The key of the authority is in no file that is served.
    key = authority.server_file.read_bytes().split(b"-----END PRIVATE KEY-----")[0]
    assert key not in (tmp_path / "browser-authority" / "authority.pem").read_bytes()


def test_its_certificate_is_renewed_at_two_thirds_of_its_life_and_served_at_once(tmp_path: Path) -> None:
    now = [time.time()]
    authority = load_or_create_browser_authority(tmp_path, NAME, now[0])
    https = Https(NAME, Files(authority.server_file, authority.server_file), authority, lambda: now[0])
    first = https.certificate
    for days in (10, 200, 263):
        now[0] = first.begins_at + days * DAY
        https.look_again()
        assert https.certificate == first, days
    now[0] = first.begins_at + 266 * DAY
    assert https.is_late, "nobody looked"
    https.look_again()
    assert https.certificate != first
    assert not https.is_late
    assert https.reloads == {"loaded": 1}
    # The same file after a restart.
    again = load_or_create_browser_authority(tmp_path, NAME, now[0])
    assert again.pem == authority.pem
    assert not again.renew(now[0])


def test_a_damaged_or_foreign_server_certificate_is_made_anew(tmp_path: Path) -> None:
    now = time.time()
    authority = load_or_create_browser_authority(tmp_path, NAME, now)
    authority.renew(now)
    good, other = authority.server_file.read_bytes(), Authority().pair(NAME)
    for content in (b"", good[: len(good) // 2], other.key + other.certificate):
        authority.server_file.write_bytes(content)
        assert authority.renew(now)
        server(authority).verify_directly_issued_by(authority.certificate)


def test_after_its_end_it_signs_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    now = time.time()
    authority = load_or_create_browser_authority(tmp_path, NAME, now)
    later = authority.ends_at - 30 * DAY
    authority.renew(later)
    assert server(authority).not_valid_after_utc == authority.certificate.not_valid_after_utc
    assert not authority.renew(authority.ends_at + DAY)
    authority.server_file.unlink()
    with pytest.raises(HttpsUnusable, match="timedatectl"):
        authority.renew(now - 4000 * DAY)


async def test_its_last_year_is_an_alarm(tmp_path: Path) -> None:
    # Made nine years ago.
    load_or_create_browser_authority(tmp_path, NAME, time.time() - 3300 * DAY)
    async with served_hub(tmp_path, None, browser_authority=True) as hub:
        fleet = (await (await hub.shop.handheld()).get("/api/fleet")).json()
        assert "alarms-https-authority" in {each["id"] for each in fleet["alarms"]}
        assert fleet["https"]["authority_late"]
        assert (await hub.shown()).not_valid_after_utc


def test_another_name_is_refused_and_no_address_is_vouched_for(tmp_path: Path) -> None:
    load_or_create_browser_authority(tmp_path, NAME, time.time())
    with pytest.raises(HttpsUnusable, match=r"may vouch for goddag\.shop\.example alone.*passkeys of the old name"):
        load_or_create_browser_authority(tmp_path, "goddag.other.example", time.time())
    for address in ("192.168.1.10", "fe80::1"):
        with pytest.raises(HttpsUnusable, match="no passkey works at an address"):
            load_or_create_browser_authority(tmp_path / "new", address, time.time())
    assert not (tmp_path / "new").exists()
    file = tmp_path / "browser-authority" / "authority.pem"
    for content in (b"", b"rubbish", file.read_bytes()[:300]):
        file.write_bytes(content)
        with pytest.raises(HttpsUnusable, match="every handheld has to be told"):
            load_or_create_browser_authority(tmp_path, NAME, time.time())


def command(folder: Path, *words: str, **settings: object) -> Result:
    env = {f"GODDAG_HUB_{name.upper()}": str(value) for name, value in settings.items()}
    return CliRunner().invoke(app, ["https", *words, "--data-dir", str(folder)], env=env)


def test_the_authority_is_printed_for_the_management_of_handhelds(tmp_path: Path) -> None:
    printed = command(tmp_path, "authority", public_name=NAME)
    certificate = x509.load_pem_x509_certificate(printed.stdout.encode())
    assert "PRIVATE" not in printed.output
    assert "SHA-256" in printed.stderr
    for file, load in (("a.pem", x509.load_pem_x509_certificate), ("a.cer", x509.load_der_x509_certificate)):
        # The hub that runs later, and every later call, has the same one.
        command(tmp_path, "authority", "--out", str(tmp_path / file), public_name=NAME)
        assert load((tmp_path / file).read_bytes()) == certificate
    as_json = json.loads(command(tmp_path, "authority", "--json", public_name=NAME).stdout)
    assert as_json["pem"] == printed.stdout
    assert "set public_name first" in command(tmp_path, "authority").output
    other = command(tmp_path, "authority", public_name=NAME, tls_certificate=tmp_path / "a.pem")
    assert (other.exit_code, "tls_certificate is set" in other.output) == (2, True)


def test_check_says_what_browsers_will_say(tmp_path: Path) -> None:
    none = command(tmp_path, "check")
    assert (none.exit_code, "these settings serve no HTTPS" in none.output) == (1, True)
    own = command(tmp_path, "check", public_name=NAME, browser_authority=True)
    assert (own.exit_code, f"https://{NAME}:8780" in own.stdout, "take it" in own.stdout) == (0, True, True)
    assert "alone" not in own.stdout
    authority = Authority()
    good, other = authority.pair(NAME), authority.pair("shop.example")
    for pair, code, said in (
        (good, 0, "Browsers that trust its issuer take it."),
        (good, 0, "It stands alone in its file."),
        (Pair(good.certificate, other.key), 1, "is not that of the certificate"),
        (other, 1, f"is for shop.example and not for {NAME}"),
    ):
        certificate, key = pair.write(tmp_path / "files")
        found = command(tmp_path, "check", public_name=NAME, tls_certificate=certificate, tls_key=key)
        assert (found.exit_code, said in found.stdout) == (code, True), found.output
    key.unlink()
    gone = command(tmp_path, "check", "--json", public_name=NAME, tls_certificate=certificate, tls_key=key)
    assert gone.exit_code == 1
    assert "cannot be read" in json.loads(gone.stdout)["refused_why"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": "0.0.0.0"}, "would send customers' names through the network in the clear"),
        ({"host": "192.168.1.5", "public_name": NAME}, "plain_http = true"),
        ({"browser_authority": True}, "set public_name"),
        ({"tls_certificate": Path("a.pem")}, "set public_name"),
        ({"tls_key": Path("a.pem")}, "set tls_certificate as well"),
        ({"tls_certificate": Path("a"), "browser_authority": True, "public_name": NAME}, "not two"),
    ],
)
def test_settings_that_would_not_protect_anybody_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(None, without_floor_plan=True, **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "127.0.0.1"},
        {"host": "0.0.0.0", "plain_http": True},
        {"host": "0.0.0.0", "browser_authority": True, "public_name": NAME},
        {"host": "::", "tls_certificate": Path("a.pem"), "public_name": NAME},
    ],
)
def test_settings_that_do_are_taken(settings: dict[str, object]) -> None:
    read_settings(None, without_floor_plan=True, **settings)
