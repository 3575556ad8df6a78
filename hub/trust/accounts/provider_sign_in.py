"""Signing in at the shop's identity provider: there, back, and then by the key of the device that went.

Nobody can sign the way back from the provider: it is a page that a browser opens. So whoever goes there shows the key
of the device first, and gets in with it after: between them stands a ticket that works once, for that key alone.
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from fastapi import status

from hub.ground.web.may import Role
from hub.ground.web.refused import Refused
from hub.trust.accounts.handhelds import Handheld
from hub.trust.accounts.people import By, Person, PersonRefused
from hub.trust.accounts.provider import Provider, ProviderAway, Question
from hub.trust.accounts.provider_identities import ProviderIdentities
from hub.trust.accounts.provider_roles import roles_by
from hub.trust.accounts.provider_tokens import LEEWAY_SECONDS, Proven, TokenRefused
from hub.trust.accounts.sessions import SESSION_SECONDS, Session
from hub.trust.accounts.sign_in import NewDevice, SignedIn, SignIn
from wire.clock import Clock

# Long enough for a second factor on another phone.
AWAY_SECONDS = 600
# From the way back to the page's next question.
TICKET_SECONDS = 120
# Whoever has a key may begin; the oldest go.
MOST_UNDER_WAY = 1000
THE_PROVIDER = "identity-provider"
"""Who did it where roles follow from what the provider says."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RoleList:
    """By which claim roles are given, and which value is which."""

    claim: str
    listed: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a browser goes, and the cookie with which it comes back."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True)
class _UnderWay:
    question: Question
    cookie: bytes
    public_key: bytes
    anew_for: Session | None
    """Whose sign-in is proven once more; None for a new one."""
    began_at: float
    began_wall: float


@dataclass(frozen=True, slots=True)
class _Ticket:
    way: _UnderWay
    outcome: Proven | Refused
    made_at: float


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class ProviderSignIn:
    """Lets people in who proved themselves there. What is under way lives in memory alone."""

    def __init__(
        self,
        provider: Provider,
        sign_in: SignIn,
        identities: ProviderIdentities,
        roles: RoleList | None,
        clock: Clock,
    ) -> None:
        self.identities = identities
        self._provider = provider
        self._sign_in = sign_in
        self._roles = roles
        self._clock = clock
        self._under_way: OrderedDict[str, _UnderWay] = OrderedDict()
        self._tickets: OrderedDict[bytes, _Ticket] = OrderedDict()

    async def begin(self, public_key: bytes, redirect_uri: str, anew_for: Session | None) -> Begun:
        """Send a browser there. Raises `Refused`."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        question = Question(state, nonce, verifier, redirect_uri)
        try:
            address = await self._provider.address(question, anew=anew_for is not None)
        except ProviderAway:
            raise _away() from None
        cookie, now = secrets.token_urlsafe(32), self._clock.mono()
        way = _UnderWay(question, _hashed(cookie), public_key, anew_for, now, self._clock.wall())
        self._under_way[question.state] = way
        while len(self._under_way) > MOST_UNDER_WAY:
            self._under_way.popitem(last=False)
        return Begun(address, cookie)

    async def back(
        self, cookie: str | None, state: str | None, code: str | None, error: str | None, issuer: str | None
    ) -> str | None:
        """A browser came back: the ticket for what came of it. None where nobody went, or it was another browser."""
        way = self._under_way.get(state or "")
        if way is None or not cookie or not hmac.compare_digest(way.cookie, _hashed(cookie)):
            return None
        del self._under_way[way.question.state]
        if self._clock.mono() - way.began_at >= AWAY_SECONDS:
            return None
        ticket = secrets.token_urlsafe(32)
        outcome = await self._outcome(way, code, error, issuer)
        self._tickets[_hashed(ticket)] = _Ticket(way, outcome, self._clock.mono())
        while len(self._tickets) > MOST_UNDER_WAY:
            self._tickets.popitem(last=False)
        return ticket

    async def _outcome(
        self, way: _UnderWay, code: str | None, error: str | None, issuer: str | None
    ) -> Proven | Refused:
        # Which provider answers is said beside by some (RFC 9207).
        if issuer is not None and issuer != self._provider.issuer:
            return self._wrong("another issuer answered")
        if error is not None or code is None:
            return Refused(status.HTTP_403_FORBIDDEN, "provider-denied")
        try:
            return await self._provider.proven(code, way.question)
        except ProviderAway:
            return _away()
        except TokenRefused as refused:
            return self._wrong(str(refused))

    def _wrong(self, why: str) -> Refused:
        log.warning("the identity provider proved nobody", why=why)
        return Refused(status.HTTP_403_FORBIDDEN, "provider-wrong")

    def take(self, ticket: str | None, public_key: bytes) -> "Came":
        """What came of it, once, for the key that went. Raises `Refused`."""
        found = self._tickets.pop(_hashed(ticket), None) if ticket else None
        over = found is None or self._clock.mono() - found.made_at >= TICKET_SECONDS
        if found is None or over or found.way.public_key != public_key:
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-over")
        if isinstance(found.outcome, Refused):
            raise found.outcome
        return Came(found.outcome, found.way.anew_for, found.way.began_wall)

    def enter(self, proven: Proven, device: Handheld | NewDevice) -> SignedIn:
        """They are in. Raises `Refused`."""
        person = self._linked(proven)
        self._sign_in.check_device(person, device)
        person = self._given_roles(person, proven)
        self.identities.used(person.id, self._sign_in.now_ms())
        # What the provider remembers from this morning is no proof of who holds the device now.
        ago = SESSION_SECONDS if proven.proven_at is None else max(0.0, self._clock.wall() - proven.proven_at)
        return self._sign_in.by_provider(person, device, min(ago, SESSION_SECONDS))

    def prove(self, came: "Came", session: Session) -> Person:
        """They proved once more who they are. Raises `Refused`."""
        person = self._linked(came.proven)
        if session is not came.anew_for or person.id != session.person:
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-another")
        at = came.proven.proven_at
        if at is None or at < came.began_wall - LEEWAY_SECONDS:
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-not-anew")
        session.proven_at = self._clock.mono()
        return person

    def unlink(self, person: Person, by: By) -> bool:
        """They come in that way no more, and who is in by it is out."""
        done = self.identities.unlink(person, by)
        if done:
            self._sign_in.end_by_provider(person.id)
        return done

    def _linked(self, proven: Proven) -> Person:
        person = self.identities.person(proven)
        if person is None:
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-unlinked", code=self.identities.wait(proven))
        return person

    def _given_roles(self, person: Person, proven: Proven) -> Person:
        if self._roles is None:
            return person
        roles = roles_by(proven.claims, self._roles.claim, self._roles.listed)
        if roles is None:
            log.warning("the identity provider does not say the claim of oidc_role_claim", claim=self._roles.claim)
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-no-claim")
        try:
            self._sign_in.people.set_roles(person, roles, By(THE_PROVIDER, ""), self._sign_in.now_ms())
        except PersonRefused as refused:
            raise Refused(status.HTTP_409_CONFLICT, "last-manager", name=refused.name) from None
        if not roles:
            raise Refused(status.HTTP_403_FORBIDDEN, "provider-no-role")
        return replace(person, roles=roles)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came back."""

    proven: Proven
    anew_for: Session | None
    began_wall: float


def _away() -> Refused:
    return Refused(status.HTTP_409_CONFLICT, "provider-away")
