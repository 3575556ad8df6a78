"""Who calls an endpoint that is for the people of the shop: a person with an account, on a device of the shop."""

from fastapi import Request, status

from hub.ground.web.hosts import LOOPBACK
from hub.ground.web.may import EVERYBODY, STEP_UP_SECONDS, Caller, May
from hub.ground.web.protocol import CONNECTION
from hub.ground.web.refused import Refused
from hub.trust.accounts.handhelds import Handheld, Handhelds
from hub.trust.accounts.people import People
from hub.trust.accounts.proof import NONCE_HEADER, PROOF_HEADER, Proofs
from hub.trust.accounts.sessions import Ended, Session, Sessions
from hub.trust.accounts.settings import AccountSettings
from wire.clock import Clock

SESSION_COOKIE = "__Host-goddag"
DEVICE_COOKIE = "__Host-goddag-device"
# While nobody has an account the hub serves this machine alone, and its browsers cannot be told apart.
THIS_MACHINE = "this-machine"


class Gate:
    """Opens the screens to people, and says to everybody else why not."""

    def __init__(
        self,
        settings: AccountSettings,
        people: People,
        handhelds: Handhelds,
        sessions: Sessions,
        proofs: Proofs,
        clock: Clock,
    ) -> None:
        # Behind a proxy, or under a name, whoever asks is not at this machine.
        here = settings.host in LOOPBACK and not settings.trusted_proxies and settings.public_name is None
        self._serves_this_machine_alone = here
        self._people = people
        self._handhelds = handhelds
        self._sessions = sessions
        self._proofs = proofs
        self._clock = clock

    @property
    def is_open(self) -> bool:
        """Whether nobody has an account yet, so that whoever is at this machine may do everything."""
        return self._serves_this_machine_alone and not self._people.anybody()

    def nonce(self) -> str:
        """What the next proof is signed with."""
        return self._proofs.nonce()

    async def admit(self, request: Request, declared: May) -> Caller:
        """Who calls. Raises `Refused`."""
        if self.is_open:
            _prove(request, THIS_MACHINE)
            return Caller("", "", EVERYBODY, THIS_MACHINE)
        device = await self.device(request)
        session = self._sessions.find(request.cookies.get(SESSION_COOKIE), device.device)
        if isinstance(session, Ended):
            raise Refused(status.HTTP_401_UNAUTHORIZED, f"session-{session.value}", self._next())
        # From the database each time: who was removed or has another role is so at once.
        person = self._people.find(session.person)
        if person is None:
            self._sessions.end(session, Ended.REMOVED)
            raise Refused(status.HTTP_401_UNAUTHORIZED, "session-removed", self._next())
        _prove(request, session)
        if not person.roles & declared.roles:
            roles = ", ".join(sorted(declared.roles))
            raise Refused(status.HTTP_403_FORBIDDEN, "role-missing", name=person.name, roles=roles)
        if declared.step_up_seconds is not None and not self.is_proven(session, declared.step_up_seconds):
            raise Refused(status.HTTP_403_FORBIDDEN, "step-up")
        return Caller(person.id, person.name, person.roles, device.device, session)

    async def device(self, request: Request) -> Handheld:
        """The device of the shop that a request proves to come from. Raises `Refused`."""
        found = self._handhelds.marked(request.cookies.get(DEVICE_COOKIE))
        if found is None:
            raise Refused(status.HTTP_401_UNAUTHORIZED, "device-unknown", self._next())
        if found.revoked_ms is not None:
            raise Refused(status.HTTP_401_UNAUTHORIZED, "device-revoked", self._next())
        await self.check_proof(request, found.public_key)
        return found

    async def proves(self, request: Request, device: Handheld) -> bool:
        """Whether a request that needs no proof comes from that device all the same."""
        try:
            await self.check_proof(request, device.public_key)
        except Refused:
            return False
        return True

    async def check_proof(self, request: Request, public_key: bytes, *, enrolled: bool = True) -> None:
        """Raise `Refused` where the request is not signed by that key."""
        # As it was sent: what was decoded is no longer what was signed.
        raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
        # `request.url` puts decoded parts together: behind an encoded # or ? its query is another.
        query: bytes = request.scope["query_string"]
        path = raw.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
        header = request.headers.get(PROOF_HEADER)
        wrong = self._proofs.check(header, public_key, request.method, path, await request.body(), enrolled=enrolled)
        if wrong:
            raise Refused(status.HTTP_401_UNAUTHORIZED, f"proof-{wrong.value}", self._next())

    def is_proven(self, session: Session, within_seconds: float = STEP_UP_SECONDS) -> bool:
        """Whether they proved who they are just now."""
        return self._clock.mono() - session.proven_at <= within_seconds

    def _next(self) -> dict[str, str]:
        return {NONCE_HEADER: self.nonce()}


def _prove(request: Request, session: object) -> None:
    # A test's request comes without a connection.
    connection = request.scope.get(CONNECTION)
    if connection is not None:
        connection.prove(session)
