"""What the hub of a simulated shop is given: what the shop says of itself, its catalogue, and members at home."""

import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from hub.ground.data_folder import open_hub_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.manifests import schemas
from hub.ground.settings import Settings
from hub.ground.shop.file import load_shop
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.importing import Accept, Source, import_catalogue
from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.rules import reading_rules, stock_source
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import take_live
from hub.service.campaigns.life import Approval, ApprovalRole
from hub.service.campaigns.refused import CampaignRefused
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.shop_facts import shop_facts
from hub.service.campaigns.yaml_file import CampaignFile, read_campaign
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.repository import Members
from simulators.errors import BadShop
from simulators.shops.files import MAPPING
from simulators.shops.model import DemoShop, Persona

APPROVED_BY = (Approval("Maja", ApprovalRole.MARKETING), Approval("Birgit", ApprovalRole.STORE))
# A running hub waits for no longer than it takes to write so many.
_AT_ONCE = 100
# It keeps orders for a year by itself. Here the longest history is on the cards, or what somebody owns is offered anew.
_MORE_DAYS = 366


def hub_settings_of(shop: DemoShop) -> dict[str, str]:
    """Settings of the hub, as environment variables."""
    return {
        "GODDAG_HUB_SHOP": str(shop.shop_file),
        "GODDAG_HUB_CATALOGUE_MAPPING": str(MAPPING),
        # Whoever tries a demo does so at any hour.
        "GODDAG_HUB_ALWAYS_OPEN": "true",
        "GODDAG_HUB_KEEP_PURCHASES_DAYS": str(_MORE_DAYS * (1 + max(each.years for each in shop.members))),
    }


def fill_catalogue(shop: DemoShop, hub_data: Path) -> int:
    """What goddag-hub catalogue import does, without a process of its own. Returns how many articles are sold."""
    hub_data.mkdir(parents=True, exist_ok=True)
    settings = Settings.model_validate({"floor_plan": shop.floor_plan, "data_dir": hub_data})
    done = import_catalogue(
        Source(shop.catalogue_file, shop.catalogue_file.name, load_catalogue_mapping(MAPPING)),
        hub_data,
        reading_rules(load_shop(shop.shop_file), settings, load_sensitive_products(None)),
        stock_source(settings),
        round(time.time() * 1000),
        accept=Accept.SMALLER,
    )
    return done.articles


def campaign_in(file: Path) -> CampaignDocument:
    """The campaign in a file. Raises `BadShop`."""
    read = read_campaign(file.read_text(encoding="utf-8"))
    if not isinstance(read, CampaignFile):
        raise BadShop(f"{file}: {read[0]}")
    return read.document


def start_campaigns(shop: DemoShop, hub_data: Path) -> int:
    """What goddag-hub campaigns start does, without a process for each. Call it behind `fill_catalogue`.

    Who is held out is the same at each run. Returns how many are live. Raises `BadShop`.
    """
    documents = [campaign_in(file) for file in shop.campaign_files]
    start_in(hub_data, load_floor_plan(shop.floor_plan), load_shop(shop.shop_file), documents)
    return len(documents)


def start_in(hub_data: Path, plan: FloorPlan, shop: Shop, documents: Iterable[CampaignDocument]) -> None:
    """Let campaigns out in a store whose hub does not run yet. Raises `BadShop`."""
    now_ms = round(time.time() * 1000)
    with (
        closing(open_hub_database(hub_data, schemas())) as db,
        closing(StoredCatalogue(hub_data, lambda: now_ms)) as known,
    ):
        repository = CampaignRepository(db, lambda: shop_facts(shop, plan, known, now_ms))
        for each in documents:
            try:
                take_live(repository, each, APPROVED_BY, now_ms, salt=f"demo-{each.id}")
            except CampaignRefused as refused:
                raise BadShop(f"campaign {each.id}: {refused}") from None


def enrol_at_home(people: Sequence[Persona], hub_data: Path, now_ms: int) -> None:
    """What signing in with the app does, without a phone for each: members who agreed, and do not walk in.

    A hub may run. Who is a member stays as they are.
    """
    texts = current_texts()
    said = Statement(texts.version, texts.hash_of("da"), "da", "club", "sim 1")
    with closing(open_hub_database(hub_data, schemas())) as db:
        members, ledger = Members(db), ConsentLedger(db)
        for first in range(0, len(people), _AT_ONCE):
            some = people[first : first + _AT_ONCE]
            with db.atomic():
                # Written before anything is read: else the hub may write between the two, and SQLite refuses ours.
                db.run("DELETE FROM members WHERE 0")
                known = members.known_refs(each.ref for each in some)
                for each in (each for each in some if each.ref not in known):
                    member = members.add(each.ref, now_ms)
                    for purpose in sorted(each.purposes):
                        ledger.record(
                            member.subject, Grant(member.member, Purpose(purpose), granted=True, at_ms=now_ms), said
                        )
