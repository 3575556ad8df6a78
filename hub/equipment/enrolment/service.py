"""How an edge gets a certificate: once with a code from staff, then again and again with the one that it has."""

import hashlib
import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from hub.equipment.enrolment.authority import CsrFault, StoreAuthority, read_csr
from hub.equipment.enrolment.registry import EdgeRegistry, check_not_reserved
from hub.ground.database import Database
from wire.clock import to_ms
from wire.enrolment import SECRET_CHARACTERS, AuthorityShown, Code, EdgeEnrolled, Renewed, spell
from wire.ids import EdgeId, StoreId
from wire.messages import EdgeConfig

# From the hub's screen to the ceiling and back up the ladder once.
CODE_SECONDS = 15 * 60
# A used or expired code is remembered this long, so that whoever types it again is told what is wrong with it.
REMEMBERED_SECONDS = 7 * 24 * 3600
# Typing errors of one installer; more in a row are guesses.
WRONG_CODES = 5
LOCK_SECONDS = 60.0
# An expired certificate can be renewed for a week, so that nobody climbs to the edge after a holiday.
RENEWABLE_SECONDS = 7 * 24 * 3600


class EnrolmentRefused(StrEnum):
    """Why an edge gets no certificate; beside it stands `CsrFault`. The values are stable: counters keep them."""

    BROKER_PLAIN = "broker_plain"
    AUTHORITY_NOT_IN_FORCE = "authority_not_in_force"
    LOCKED = "locked"
    CODE_WRONG = "code_wrong"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CERTIFICATE_FOREIGN = "certificate_foreign"
    CERTIFICATE_TOO_OLD = "certificate_too_old"
    REVOKED = "revoked"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"


R = TypeVar("R", EnrolmentRefused, CsrFault)


def takes_certificates(broker_url: str) -> bool:
    """Whether edges can enrol where this is the broker's address for them."""
    return broker_url.startswith("mqtts://")


def invite(db: Database, authority: StoreAuthority, edge: EdgeId, now: float) -> Code:
    """A new one-time code for an edge; one that was given out before for it is void.

    Raises `EdgeExists`, and `AuthorityUnusable` when the edge could not connect with what it would get.
    """
    check_not_reserved(edge)
    authority.check_in_force(now)
    code = Code(spell(secrets.token_bytes(SECRET_CHARACTERS * 5 // 8)), authority.fingerprint)
    with db.atomic():
        db.run("DELETE FROM edge_invites WHERE edge = ? AND used_at_ms IS NULL", edge)
        db.run("DELETE FROM edge_invites WHERE expires_at_ms < ?", to_ms(now - REMEMBERED_SECONDS))
        db.run("INSERT INTO edge_invites VALUES (?, ?, ?, NULL)", _hash(code.secret), edge, to_ms(now + CODE_SECONDS))
    return code


def void_codes(db: Database, edge: EdgeId) -> int:
    """No code that was given out for this edge counts any more; returns how many could still be used."""
    return db.run("DELETE FROM edge_invites WHERE edge = ? AND used_at_ms IS NULL", edge)


class CertificateEnrolment:
    """The hub's answers to edges that ask for a certificate. Times are real Unix seconds, as in certificates."""

    def __init__(
        self,
        db: Database,
        registry: EdgeRegistry,
        authority: StoreAuthority,
        count_refusal: Callable[[str], None],
        store: StoreId,
        broker_url: str,
        orders_for: Callable[[EdgeId], EdgeConfig],
        certificate_hours: float,
    ) -> None:
        self._db = db
        self._registry = registry
        self._authority = authority
        self._count_refusal = count_refusal
        self._store = store
        self._broker_url = broker_url
        self._orders_for = orders_for
        self._certificate_hours = certificate_hours
        self._wrong = 0
        self._locked_until = 0.0

    def show_authority(self) -> AuthorityShown:
        """Public: it stands in every edge's folder, too."""
        return AuthorityShown(ca=self._authority.pem)

    def enrol(self, secret: str, csr: str, now: float) -> EdgeEnrolled | EnrolmentRefused | CsrFault:
        """Redeem a code for a certificate. A request that is refused for its CSR leaves the code good."""
        if not takes_certificates(self._broker_url):
            return self._refuse(EnrolmentRefused.BROKER_PLAIN)
        if self._authority.objection(now):
            return self._refuse(EnrolmentRefused.AUTHORITY_NOT_IN_FORCE)
        if now < self._locked_until:
            return self._refuse(EnrolmentRefused.LOCKED)
        edge = self._redeemable(secret, now)
        if isinstance(edge, EnrolmentRefused):
            if edge is EnrolmentRefused.CODE_WRONG:
                self._wrong += 1
                if self._wrong >= WRONG_CODES:
                    self._wrong, self._locked_until = 0, now + LOCK_SECONDS
            return self._refuse(edge)
        key = read_csr(csr, edge)
        if isinstance(key, CsrFault):
            return self._refuse(key)
        issued = self._authority.issue(edge, key, now, self._certificate_hours)
        with self._db.atomic():
            self._db.run("UPDATE edge_invites SET used_at_ms = ? WHERE code_hash = ?", to_ms(now), _hash(secret))
            self._registry.certify(edge, issued, to_ms(now))
        self._wrong = 0
        return EdgeEnrolled(
            store=self._store,
            edge=edge,
            certificate=issued.pem,
            ca=self._authority.pem,
            broker_url=self._broker_url,
            orders=self._orders_for(edge),
        )

    def renew(self, certificate: str, csr: str, now: float) -> Renewed | EnrolmentRefused | CsrFault:
        """The next certificate for the same key; who held the last one is proven by the signature of the CSR."""
        last = self._authority.presented(certificate)
        if last is None:
            return self._refuse(EnrolmentRefused.CERTIFICATE_FOREIGN)
        if self._registry.key_of(last.edge) != last.key_id:
            return self._refuse(EnrolmentRefused.REVOKED)
        if now > last.expires_at + RENEWABLE_SECONDS:
            return self._refuse(EnrolmentRefused.CERTIFICATE_TOO_OLD)
        key = read_csr(csr, last.edge)
        if isinstance(key, CsrFault):
            return self._refuse(key)
        issued = self._authority.issue(last.edge, key, now, self._certificate_hours)
        if issued.key_id != last.key_id:
            return self._refuse(CsrFault.WRONG_KEY)
        self._registry.recertify(last.edge, issued, to_ms(now))
        return Renewed(certificate=issued.pem)

    def refuse_body(self, reason: EnrolmentRefused) -> EnrolmentRefused:
        """Count a request that could not even be read."""
        return self._refuse(reason)

    def _redeemable(self, secret: str, now: float) -> EdgeId | EnrolmentRefused:
        row = self._db.row(
            "SELECT edge, expires_at_ms, used_at_ms FROM edge_invites WHERE code_hash = ?", _hash(secret)
        )
        if row is None:
            return EnrolmentRefused.CODE_WRONG
        edge, expires_at_ms, used_at_ms = row
        if used_at_ms is not None:
            return EnrolmentRefused.CODE_USED
        if to_ms(now) >= expires_at_ms:
            return EnrolmentRefused.CODE_EXPIRED
        return EdgeId(edge)

    def _refuse(self, reason: R) -> R:
        with self._db.atomic():
            self._count_refusal(f"enrolment_{reason.value}")
        return reason


def _hash(secret: str) -> str:
    """Codes are kept as hashes; 40 random bits that live 15 minutes need no slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()
