"""Members: people who enrolled, their phones, and the tokens that these send."""

from dataclasses import dataclass

from hub.ground.errors import KeysUnreadable
from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.hook import Hook
from hub.ground.journal import EndReason, Event, Member, VisitEnded
from hub.ground.part import Forgotten, Part
from hub.ground.store_settings import StoreSettings
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.parties import parties_of
from hub.trust.members.day_keys import FiledKeys
from hub.trust.members.device_endpoints import device_routes
from hub.trust.members.endpoints import app_routes
from hub.trust.members.keys import DayKeys, KeyRing, load_or_create_root
from hub.trust.members.overview import keys_section
from hub.trust.members.receipt_endpoints import receipt_routes
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService
from hub.trust.members.settings import MemberSettings
from hub.trust.members.tokens import day_at
from hub.trust.suppression.suppression_list import SuppressionList
from wire.clock import to_ms

ROOT_FILE = "token-root.key"


@dataclass(frozen=True, slots=True)
class MembersPart:
    """What other parts may use."""

    part: Part
    people: Members
    service: MemberService
    keys: DayKeys
    spoke: Hook[Member]
    """A phone of theirs asked for tokens or reported a beacon: they may be coming."""


def members(ground: Ground, ledger: ConsentLedger, tombstones: SuppressionList, settings: StoreSettings) -> MembersPart:
    """Build the part. Raises `KeysUnreadable`."""
    member_settings = settings.of(MemberSettings)
    people, keys, spoke = Members(ground.db), _token_keys(ground, member_settings), Hook[Member]()
    service = MemberService(ground.journal, people, ledger, keys, tombstones, member_settings.push_web_services)
    plan, clock = ground.plan, ground.clock
    parties = parties_of(settings, plan.store_id, plan.store_name)

    def upkeep(now: float) -> None:
        keys.keep(day_at(now))
        service.end_overdue_choices(to_ms(now))

    async def act(event: Event, _seq: int) -> None:
        match event:
            case VisitEnded(member, _, EndReason.LEFT):
                service.end_visit_choices(member, ground.now_ms())
            case _:
                pass

    def key_of(days_ahead: int) -> float:
        return float(keys.day(day_at(clock.wall()) + days_ahead) is not None)

    def forget(who: Forgotten) -> None:
        service.forget(who.member)

    part = Part(
        name="members",
        routes=(
            app_routes(service, clock),
            receipt_routes(service, ledger, parties, ground.words, clock),
            device_routes(service, people, clock, member_settings.marker, plan.beacon_uuid, spoke),
        ),
        upkeep=upkeep,
        health=keys_section(keys, lambda: day_at(clock.wall())),
        metrics=(
            gauge("members", "People who enrolled", people.count),
            gauge("token_key_today", "1 while the hub has the key that opens today's tokens", lambda: key_of(0)),
            gauge("token_key_tomorrow", "1 while it has tomorrow's", lambda: key_of(1)),
        ),
        reacts_to=(VisitEnded,),
        act=act,
        forget=forget,
    )
    return MembersPart(part, people, service, keys, spoke)


def _token_keys(ground: Ground, settings: MemberSettings) -> DayKeys:
    root = ground.data_dir / ROOT_FILE
    if settings.token_day_keys is None:
        return KeyRing(load_or_create_root(root), settings.token_region)
    if root.exists():
        raise KeysUnreadable(
            f"this hub is given day keys (token_day_keys), but holds a root as well: {root}. Whoever steals the hub"
            " would have every day. Move that file to the chain's office, or remove it."
        )
    return FiledKeys(settings.token_day_keys, day_at(ground.clock.wall()))
