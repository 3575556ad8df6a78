"""What browsers would not take is found before they see it."""

import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from hub.ground.web.https.pair import Certificate, Fault, Objection, is_named, objection_to, read_pair
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from simulators.certificates import Authority, Pair

NAME = "goddag.shop.example"
DAY = 86400


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def fault_of(pair: Pair, at: float | None = None) -> Fault | None:
    read = read_pair(pair.certificate, pair.key, "fullchain.pem", "privkey.pem")
    found = read if isinstance(read, Objection) else objection_to(read, NAME, at or time.time())
    for language in LANGUAGES:
        # In words, whatever it is: a sentence that cannot be said fails the test (tests/conftest.py).
        assert Words().of(language).say_any(found.phrase if found else None) or found is None
    return found.fault if found else None


def test_a_good_pair_is_taken_of_any_usual_kind(authority: Authority) -> None:
    keys = [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)]
    for pair in (
        authority.pair(NAME),
        authority.pair("GODDAG.Shop.Example", "localhost", "127.0.0.1"),
        authority.pair("*.shop.example"),
        authority.pair(NAME, usage=()),
        authority.pair(NAME, usage=(ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH)),
        *(authority.pair(NAME, key=key) for key in keys),
    ):
        assert fault_of(pair) is None


def test_each_kind_of_bad_pair_is_told_apart(authority: Authority) -> None:
    good, other = authority.pair(NAME), authority.pair(NAME)
    bad = {
        Fault.MISMATCH: Pair(good.certificate, other.key),
        Fault.CERTIFICATE: Pair(b"", good.key),
        Fault.KEY: Pair(good.certificate, good.certificate),
        Fault.LOCKED: authority.pair(NAME, password=b"of the administrator"),
        Fault.NAME: authority.pair("shop.example", "a.goddag.shop.example", "10.0.0.1"),
        Fault.USAGE: authority.pair(NAME, usage=(ExtendedKeyUsageOID.CLIENT_AUTH,)),
        Fault.KIND: authority.pair(NAME, key=ed25519.Ed25519PrivateKey.generate()),
        Fault.ENDED: authority.pair(NAME, begins=timedelta(days=-90), ends=timedelta(seconds=-1)),
        Fault.EARLY: authority.pair(NAME, begins=timedelta(hours=1)),
    }
    assert {fault: fault_of(pair) for fault, pair in bad.items()} == {fault: fault for fault in bad}
    assert bad.keys() == set(Fault) - {Fault.FILE}
    # Half a file, as it stands there while it is written; and a certificate that names nobody.
    assert fault_of(Pair(good.certificate[: len(good.certificate) // 2], good.key)) is Fault.CERTIFICATE
    assert fault_of(authority.pair()) is Fault.NAME
    assert fault_of(Pair(good.certificate, b"\xff" * 99)) is Fault.KEY


def test_a_wildcard_stands_for_one_word() -> None:
    assert is_named("hub-1.firm.dk", {"*.firm.dk"})
    for name in ("firm.dk", "a.hub-1.firm.dk", "hub-1.firm.dk.evil.example", ".firm.dk.", "firm"):
        assert not is_named(name, {"*.firm.dk"}), name
    assert not is_named("hub", {"*."})


def test_a_certificate_is_late_when_a_third_of_its_life_is_left(authority: Authority) -> None:
    pair = authority.pair(NAME, begins=timedelta(0), ends=timedelta(days=90))
    read = read_pair(pair.certificate, pair.key, "", "")
    assert isinstance(read, Certificate)
    now = time.time()
    assert [read.is_late(now + days * DAY) for days in (0, 59, 61, 89, 91)] == [False, False, True, True, True]
    assert [read.in_force(now + days * DAY) for days in (-1, 1, 89, 91)] == [False, True, True, False]
