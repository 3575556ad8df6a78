"""/api/staff/session and /devices: sign in, sign out, and end the sign-in of a device that is lost."""

from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Path, Request, Response, status

from hub.ground.web.may import OnDevice, Role, anybody, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.trust.accounts.gate import COOKIE, MARK_COOKIE, PinGate, asking
from hub.trust.accounts.model import DeviceView, PinEntry, SessionView, SignedInDevices
from hub.trust.accounts.sessions import Ended
from wire.clock import Clock, to_ms

# As long as browsers keep any cookie (RFC 6265bis: 400 days).
MARK_SECONDS = 400 * 24 * 3600

_SIGNING_IN = anybody("who signs in or out is not signed in before or after")
_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "That PIN is not right."},
    429: {"model": Problem, "description": "Too many wrong PINs; Retry-After says for how long."},
}
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no such device."}}
SessionCookie = Annotated[str | None, Cookie(alias=COOKIE)]
MarkCookie = Annotated[str | None, Cookie(alias=MARK_COOKIE)]


def session_routes(gate: PinGate, clock: Clock) -> APIRouter:
    """The routes of signing in and out."""
    routes = APIRouter(prefix="/api/staff", tags=["staff"])

    @routes.post("/session", status_code=status.HTTP_204_NO_CONTENT, responses=_REFUSED, dependencies=[_SIGNING_IN])
    async def sign_in(
        body: PinEntry,
        request: Request,
        response: Response,
        session: SessionCookie = None,
        mark: MarkCookie = None,
    ) -> None:
        """Open the screens on this device, and know it again."""
        cookies = gate.sign_in(body.pin, asking(request, session, mark))
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, cookies.session, httponly=True, samesite="strict", secure=secure)
        response.set_cookie(
            MARK_COOKIE, cookies.mark, max_age=MARK_SECONDS, httponly=True, samesite="strict", secure=secure
        )

    @routes.get("/session", dependencies=[_SIGNING_IN])
    async def is_signed_in(request: Request, session: SessionCookie = None, mark: MarkCookie = None) -> SessionView:
        """Whether to ask for the PIN: an answer, where every other route would refuse with 401."""
        found = None if gate.is_open else gate.sessions.find(asking(request, session, mark))
        return SessionView(signed_in=not isinstance(found, Ended))

    @routes.delete("/session", status_code=status.HTTP_204_NO_CONTENT, dependencies=[_SIGNING_IN])
    async def sign_out(
        request: Request, response: Response, session: SessionCookie = None, mark: MarkCookie = None
    ) -> None:
        """Sign this device out, everywhere it is open; also when it was signed out already."""
        gate.sessions.close(asking(request, session, mark))
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https")

    routes.include_router(_device_routes(gate, clock))
    return routes


def _device_routes(gate: PinGate, clock: Clock) -> APIRouter:
    """The routes about all devices, for whoever is signed in."""
    guarded = APIRouter(dependencies=[may(Role.MANAGER, Role.IT)])

    @guarded.get("/devices")
    async def devices(device: OnDevice) -> SignedInDevices:
        """Every device that knew the PIN, the one used last first. Without a PIN there are none."""
        if gate.is_open:
            return SignedInDevices(pin_set=False, devices=[])
        found = [
            DeviceView(
                device=each.device,
                kind=each.kind,
                this_device=each.device == device,
                signed_in=session is not None,
                in_use=session is not None and session.streams > 0,
                first_ms=each.first_ms,
                seen_ms=min(each.seen_ms, to_ms(clock.wall())),
                maybe_copied=session is not None and session.elsewhere_at is not None,
            )
            for each, session in gate.sessions.all()
        ]
        return SignedInDevices(pin_set=True, devices=found)

    @guarded.delete("/devices/{device}", status_code=status.HTTP_204_NO_CONTENT, responses=_UNKNOWN)
    async def revoke(device: Annotated[str, Path(max_length=40)]) -> None:
        """End the sign-in of a device that is lost: its open screens go dark at once, and it needs the PIN anew."""
        if not gate.sessions.revoke(device):
            raise Refused(status.HTTP_404_NOT_FOUND, "no-device")

    return guarded
