"""A browser that was told to trust the hub's own authority, and nothing else: no warning is clicked away here."""

import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect
from test_accessible import violations
from test_real_hub import FLOOR_PLAN, START_SECONDS, free_port, wait_for_health

from simulators.certificates import Authority, Pair
from simulators.colleague import welcome_secret

NAME = "goddag.shop.example"
OTHER = "bank.example"
CAN = """() => ({
    secure: isSecureContext, worker: "serviceWorker" in navigator, passkey: "PublicKeyCredential" in window
})"""


class HttpsHub:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.authority_file = folder / "browser-authority" / "authority.pem"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"


@pytest.fixture(scope="module")
def https_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsHub]:
    """A hub process on every address of this machine, with an authority of its own."""
    hub = HttpsHub(tmp_path_factory.mktemp("https-hub"))
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("goddag-hub")), "run"],
        env={
            **os.environ,
            "GODDAG_HUB_FLOOR_PLAN": str(FLOOR_PLAN),
            "GODDAG_HUB_DATA_DIR": str(hub.folder),
            "GODDAG_HUB_HOST": "0.0.0.0",
            "GODDAG_HUB_PORT": str(hub.port),
            "GODDAG_HUB_BROKER_PORT": str(free_port()),
            "GODDAG_HUB_PUBLIC_NAME": NAME,
            "GODDAG_HUB_BROWSER_AUTHORITY": "true",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for_health(f"http://127.0.0.1:{hub.port}", process)
    yield hub
    process.terminate()
    said = process.communicate(timeout=START_SECONDS)[0]
    assert f"ready at {hub.url}/" in said


def trusting(authority: Path, home: Path) -> Path:
    """A home of its own for a browser that trusts this authority, as the profile of a managed device makes it."""
    certutil = shutil.which("certutil")
    if certutil is None:
        pytest.fail("certutil is missing; install it with: sudo apt-get install --yes libnss3-tools", pytrace=False)
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    for words in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "goddag", "-i", str(authority)]):
        subprocess.run([certutil, "-d", f"sql:{database}", *words], check=True, capture_output=True)
    return home


@pytest.fixture(scope="module")
def managed(
    https_hub: HttpsHub,
    tmp_path_factory: pytest.TempPathFactory,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
) -> Iterator[Browser]:
    """A browser of a managed device."""
    home = trusting(https_hub.authority_file, tmp_path_factory.mktemp("managed"))
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP {OTHER} 127.0.0.1"
    arguments = [*browser_type_launch_args["args"], rules]
    started = browser_type.launch(
        **{**browser_type_launch_args, "args": arguments, "env": {**os.environ, "HOME": str(home)}}
    )
    yield started
    started.close()


@pytest.fixture
def handheld(managed: Browser) -> Iterator[Page]:
    context = managed.new_context(viewport={"width": 360, "height": 640}, locale="da-DK", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_at_its_name_a_handheld_signs_in_and_may_have_a_worker_and_a_passkey(
    handheld: Page, https_hub: HttpsHub
) -> None:
    answer = handheld.goto(f"{https_hub.url}/app/handheld/")
    assert answer
    assert answer.header_value("strict-transport-security") == "max-age=31536000"
    assert handheld.evaluate(CAN) == {"secure": True, "worker": True, "passkey": True}
    devtools = handheld.context.new_cdp_session(handheld)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    # A first sign-in by link; then a passkey, which is enough from now on, and nothing less once it has no finger.
    handheld.goto(f"{https_hub.url}/app/handheld/#welcome={welcome_secret(https_hub.folder, 'Maja')}")
    handheld.get_by_role("button", name="Begynd").click()
    handheld.get_by_role("button", name="Du er Maja").click()
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in handheld.context.cookies())
    handheld.get_by_role("button", name="Tilføj en adgangsnøgle").click()
    expect(handheld.get_by_role("button", name=re.compile("Fjern .+"))).to_have_count(1)
    assert violations(handheld) == []
    handheld.get_by_role("button", name="Lås").click()
    expect(handheld.get_by_role("status")).to_contain_text("Låst.")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    handheld.get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(handheld.get_by_role("alert")).to_contain_text("Der kom ingen adgangsnøgle")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    handheld.get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(handheld.get_by_role("button", name="Du er Maja")).to_be_visible()
    # A copy of the key that counts from the beginning again is refused, and written down.
    [copied] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    devtools.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": copied | {"signCount": 0}})
    handheld.get_by_role("button", name="Du er Maja").click()
    handheld.get_by_role("button", name="Lås").click()
    handheld.get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(handheld.get_by_role("alert")).to_contain_text("åbner intet her")
    command = [str(Path(sys.executable).with_name("goddag-hub")), "people", "log", "--data-dir", str(https_hub.folder)]
    assert "passkey_copied" in subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_who_was_told_nothing_is_warned_and_gets_no_page(
    https_hub: HttpsHub, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    arguments = [*browser_type_launch_args["args"], f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    env = {**os.environ, "HOME": str(tmp_path)}
    stranger = browser_type.launch(**{**browser_type_launch_args, "args": arguments, "env": env})
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        stranger.new_page().goto(f"{https_hub.url}/app/handheld/")
    stranger.close()


def test_whoever_steals_the_authoritys_key_can_be_no_other_site_to_a_handheld(
    handheld: Page, https_hub: HttpsHub, tmp_path: Path
) -> None:
    thief = Authority(stolen=https_hub.authority_file.read_bytes())
    for name, refused in ((OTHER, True), ("127.0.0.1", True), (NAME, False)):
        port = free_port()
        with _another_site(thief.pair(name), tmp_path / name, port):
            if refused:
                with pytest.raises(Error, match="ERR_CERT_INVALID"):
                    handheld.goto(f"https://{name}:{port}/")
            else:
                # The same thief at the name that the authority is for: it is the constraint that refused the others.
                answer = handheld.goto(f"https://{name}:{port}/")
                assert answer
                assert answer.ok


def test_in_the_clear_a_page_may_have_neither_and_who_knows_better_does_not_ask(
    handheld: Page, https_hub: HttpsHub
) -> None:
    # On this machine the hub answers in the clear, and this browser has not been at its encrypted page yet.
    handheld.goto(f"http://{NAME}:{https_hub.port}/app/handheld/")
    assert handheld.evaluate(CAN) == {"secure": False, "worker": False, "passkey": False}
    handheld.goto(f"{https_hub.url}/app/handheld/")
    assert handheld.evaluate(CAN)["passkey"]
    # From now on the browser does not even ask.
    handheld.goto(f"http://{NAME}:{https_hub.port}/app/handheld/")
    assert handheld.url.startswith(https_hub.url)


@contextmanager
def _another_site(pair: Pair, folder: Path, port: int) -> Iterator[None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), _Says) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        answering = Thread(target=server.serve_forever)
        answering.start()
        yield
        server.shutdown()
        answering.join()


class _Says(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"give me your card number")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Not into the report."""
