"""From a sighting to a member: whose token, may they be recognised, is it played back; then the visit."""

from collections.abc import Callable

from hub.equipment.edges.ingest import LATE_SECONDS
from hub.ground.journal import Journal, Member, TokenReplayed
from hub.place.calibration.live import LiveCalibration
from hub.place.recognition.replay import ReplayWatch, Verdict
from hub.place.visits.service import VisitService
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from hub.trust.members.resolver import TokenRefusal, TokenResolver
from hub.trust.members.tokens import Opened, good_until
from wire.clock import to_ms
from wire.ids import EdgeId, Token
from wire.messages import BeaconSighting, TokenSighting


class SightingRecognizer:
    """What `Ingest` tells of sightings goes on to visits and calibration from here."""

    def __init__(
        self,
        journal: Journal,
        resolver: TokenResolver,
        members: Members,
        ledger: ConsentLedger,
        replays: ReplayWatch,
        visit_service: VisitService,
        calibration: LiveCalibration,
        approached: Callable[[Member], None],
    ) -> None:
        """`approached` is told of members who may be coming in, before a visit of theirs is believed."""
        self._journal = journal
        self._resolver = resolver
        self._members = members
        self._ledger = ledger
        self._replays = replays
        self._visit_service = visit_service
        self._calibration = calibration
        self._approached = approached

    def edge_heard(self, edge: EdgeId, at: float) -> None:
        """An edge has a sign of life."""
        self._visit_service.store_heard(edge, at)

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """Its radio hears nothing: its silence says nothing of anybody."""
        self._visit_service.edge_is_deaf(edge)

    def sighted(self, sighting: TokenSighting, edge: EdgeId, heard_at: float, now: float) -> str:
        """Recognise whose token it is; returns why it counts for nobody, or nothing."""
        opened = self._resolver.resolve(Token(bytes.fromhex(sighting.token)), sighting.epoch, heard_at)
        if isinstance(opened, TokenRefusal):
            return f"token_{opened.value}"
        return self._objection(opened, now) or self._believe(opened, sighting, edge, heard_at, now)

    def beacon_heard(self, sighting: BeaconSighting, edge: EdgeId) -> None:
        """The store's own beacons teach how well edges hear."""
        self._calibration.beacons.heard(
            edge, sighting.uuid, sighting.major, sighting.minor, sighting.rssi_dbm, sighting.packets
        )

    def rolled_back(self) -> None:
        """Nothing of the last transaction happened."""
        self._visit_service.reload()
        self._replays.forget_all()

    def forget_old_tokens(self, now: float) -> None:
        """Forget where tokens were heard that count no more, not even if the sighting comes late."""
        self._replays.forget_old(now - LATE_SECONDS)

    def _believe(self, opened: Opened, sighting: TokenSighting, edge: EdgeId, heard_at: float, now: float) -> str:
        token = Token(bytes.fromhex(sighting.token))
        match self._replays.heard(token, good_until(opened.window), edge, sighting.rssi_dbm, heard_at):
            case Verdict.BELIEVE:
                if self._visit_service.sighted(opened.member, edge, sighting.rssi_dbm, heard_at, now):
                    self._approached(opened.member)
                self._calibration.walks.heard(opened.member, edge, sighting.rssi_dbm, sighting.packets, heard_at)
                return ""
            case Verdict.NOTICED:
                self._visit_service.quarantine(opened.member, now)
                self._journal.append(TokenReplayed(opened.member), to_ms(now))
                return "token_replayed"
            case Verdict.QUARANTINED:
                return "token_replayed"

    def _objection(self, opened: Opened, now: float) -> str:
        """Why a token of this chain names nobody all the same; empty when nothing speaks against it."""
        if self._ledger.permission(opened.member, Purpose.RECOGNISE_IN_STORE, at_ms=to_ms(now)) is None:
            # Of nobody here: a member of another store of the chain, or their token played back in this one.
            return "not_permitted" if self._members.get(opened.member) else "token_of_nobody_here"
        if not self._members.has_slot(opened.member, opened.slot):
            # Of a phone that signed out, or of before a withdrawal.
            return "token_revoked"
        return ""
