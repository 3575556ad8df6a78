"""From a trained model to the hand: what the card suggests, why, and when it says nothing."""

import asyncio
import math
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from insight_hub import SAID, World

from hub.ground.journal import Journal, Member
from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Several, phrase
from hub.ground.words.words import Words
from hub.knowledge.catalogue.model import Article
from hub.knowledge.customers.port import Context, CustomerEvent, SourceStatus, Trait
from hub.knowledge.insight.chance import Band, Level, Percent, TooLittleKnown
from hub.knowledge.insight.lists import Suggestion
from hub.knowledge.insight.model_store import FOLDER
from hub.knowledge.insight.ranking import Kind
from hub.service.staff.card import Foreseen, compose_card
from hub.service.staff.model import SuggestionView
from hub.service.staff.rendering import card_in
from hub.trust.audit.log import AuditAction, AuditLog
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from simulators.hub_here import HubHere, built_hub
from simulators.waiting import until

NOW = 1_790_000_000_000
DAY = 24 * 3600 * 1000
SHOWN = (Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)
SOFA = Article(id="s", name="Sofa Oslo", category=("Sofas",))
LAMP = Article(id="l", name="Floor lamp, brass", category=("Lamps",))


def allowed(*purposes: Purpose):
    return permits([Grant(Member(1), each, True, 1) for each in purposes], Member(1), purposes, NOW)


def lamp(chance=None) -> Suggestion:
    why = phrase("insight-why-because", bought=Several(("Sofa Oslo",)))
    return Suggestion(LAMP, Kind.NEW, 0.21, chance or Band(Level.HIGH), why, (SOFA,), NOW // DAY - 3)


def said(context: Context, *purposes: Purpose, suggested=(), language: str = "en"):
    permission = allowed(*SHOWN, *purposes)
    assert permission
    shop = Shop(languages=("da", "en"))
    return card_in(compose_card(context, permission, shop, NOW, Foreseen(tuple(suggested))), Words(shop).of(language))


NOTHING = Context({}, SourceStatus.OK)


def test_the_likeliest_stands_in_the_second_line_with_its_reason_in_the_readers_language() -> None:
    card = said(NOTHING, Purpose.PREDICT, suggested=[lamp()])
    assert card.next_best.text == "Floor lamp, brass. Because they bought Sofa Oslo"
    assert (card.next_best.source, card.next_best.observed_at_ms) == ("insight", (NOW // DAY - 3) * DAY + DAY // 2)
    assert said(NOTHING, Purpose.PREDICT, suggested=[lamp()], language="da").next_best.text.startswith(
        "Floor lamp, brass. "
    )


def test_without_predict_nothing_is_suggested_whatever_is_handed_over() -> None:
    card = said(NOTHING, suggested=[lamp()])
    assert "lamp" not in card.model_dump_json()


def test_who_opens_the_card_reads_why_and_never_a_bare_score() -> None:
    card = said(NOTHING, Purpose.PREDICT, suggested=[lamp(Percent(0.213)), lamp(Percent(0.02))])
    first, second = card.why.suggestions
    assert first == SuggestionView(
        article="Floor lamp, brass", list="new", band="high", likelihood="Likely to want it",
        reasons=("Because they bought Sofa Oslo",), behind=("Sofa Oslo",), source="insight",
        observed_at_ms=(NOW // DAY - 3) * DAY + DAY // 2, stands_in="next_best",
    )  # fmt: skip
    assert (second.band, second.likelihood, second.stands_in) == ("low", "An idea", None)
    danish = said(NOTHING, Purpose.PREDICT, suggested=[lamp(TooLittleKnown())], language="da").why.suggestions
    assert [(each.band, each.likelihood) for each in danish] == [(None, "Der vides for lidt til at sige det")]


@pytest.mark.parametrize(("bought", "avoids"), [("Floor lamp, brass", False), ("Sofa Oslo", True)])
def test_a_card_does_not_warn_of_what_it_offers(bought: str, avoids: bool) -> None:
    last = {"last_order_item": bought, "last_order_at": "2026-09-20T10:00:00Z"}
    traits = {name: Trait(value, "shop", NOW - DAY, NOW) for name, value in last.items()}
    card = said(Context(traits, SourceStatus.OK), Purpose.PREDICT, suggested=[replace(lamp(), kind=Kind.AGAIN)])
    assert card.next_best.args["article"] == "Floor lamp, brass"
    assert (card.avoid.id == "card-avoid-again") is avoids


def test_a_card_does_not_warn_of_what_stands_behind_its_lines() -> None:
    last = {"last_order_item": "Sofa Oslo", "last_order_at": "2026-09-20T10:00:00Z"}
    traits = {name: Trait(value, "shop", NOW - DAY, NOW) for name, value in last.items()}
    behind = replace(lamp(), article=SOFA, kind=Kind.AGAIN)
    card = said(Context(traits, SourceStatus.OK), Purpose.PREDICT, suggested=[lamp(), behind])
    assert card.avoid.id != "card-avoid-again"


def test_an_open_matter_comes_before_anything_to_sell() -> None:
    cart = CustomerEvent("carts", NOW - 2 * DAY, "shop", "Sofa Oslo")
    case = CustomerEvent("service_cases", NOW - 3 * DAY, "crm", "Wobbly table")
    assert (
        said(Context({}, SourceStatus.OK, happened=(cart,))).need.text
        == "Sofa Oslo: left in the online cart 2 days ago"
    )
    both = Context({}, SourceStatus.OK, happened=(cart, case))
    assert said(both).need.text.startswith("Wobbly table: service case 3 days ago")
    old = Context({}, SourceStatus.OK, happened=(CustomerEvent("carts", NOW - 30 * DAY, "shop", "Sofa Oslo"),))
    assert "Sofa" not in said(old).need.text


class Store:
    """A hub over the world's folder, with one of its members in it."""

    def __init__(self, world: World, here: HubHere, member: Member) -> None:
        self.world, self.here, self.member = world, here, member
        self._seen = 0

    async def walk_in(self) -> None:
        now, plan = self.here.hub.ground.clock.wall(), self.here.plan
        x, y = self.here.beside_an_edge()
        with self.here.hub.ground.journal.transaction():
            for edge in plan.edges:
                apart = math.dist((x, y, 1.1), (edge.x_m, edge.y_m, edge.height_m))
                self.here.hub.visits.service.store_heard(edge.id, now)
                self.here.hub.visits.service.sighted(self.member, edge.id, -61 - 15 * math.log10(apart), now, now)
        await self.settled()

    async def settled(self) -> None:
        for entry in self.here.hub.ground.journal.read(self._seen):
            await self.here.hub.running.reactions.react(entry.event, entry.seq)
            self._seen = entry.seq

    def agree(self, *purposes: Purpose, granted: bool = True) -> None:
        record = Members(self.here.db).get(self.member)
        assert record
        with Journal(self.here.db).transaction():
            for each in purposes:
                at_ms = self.here.hub.ground.now_ms()
                self.here.hub.ledger.record(
                    record.subject, Grant(self.member, each, granted=granted, at_ms=at_ms), SAID
                )


@pytest.fixture
async def store(tmp_path: Path, whole_run: Path):
    world = World(tmp_path, whole_run)
    with closing(world.catalogue):
        world.first_trained()
        world.db.close()
        async with built_hub(tmp_path, shop=str(tmp_path / "shop.toml")) as here:
            made = Store(world, here, world.members[1])
            made.agree(*SHOWN)
            yield made


async def test_the_card_of_a_member_suggests_of_their_own_line_and_of_no_other(store: Store) -> None:
    await store.walk_in()
    card = store.here.card()
    assert card is not None
    assert card.why.suggestions
    own = {f"Article {number}" for number in range(1, 40, 4)}
    assert {each.article for each in card.why.suggestions} <= own
    assert card.next_best.source == "insight"
    # No till is connected here; what came in before speaks for the card all the same.
    assert card.need.text.startswith("Article ")


async def test_a_model_that_comes_into_use_while_they_are_here_speaks_on_their_card(store: Store) -> None:
    state = store.world.folder / FOLDER / "state.json"
    held = state.read_bytes()
    state.unlink()
    await store.walk_in()
    assert suggested(store) == []
    [cards] = [each for each in store.here.hub.running.rounds if each.name == "renewal"]
    await cards.once(0)
    assert suggested(store) == []
    state.write_bytes(held)
    await cards.once(1)
    assert suggested(store)


async def test_the_opened_card_names_the_segments_with_the_value_that_held_and_the_log_that_they_were_seen(
    store: Store,
) -> None:
    await store.walk_in()
    async with store.here.client() as client:
        visit = store.here.hub.visits.visits.of(store.member)
        assert visit
        asked = {"staff": "Mette", "request_id": "asked-once-1", "reason": "near"}
        told = await client.post(f"/api/staff/visits/{visit.id}/open", json=asked, headers={"Accept-Language": "da"})
    [regulars] = told.json()["why"]["segments"]
    since = store.here.hub.ground.now_ms() - 730 * DAY
    [(orders,)] = store.here.db.rows("SELECT COUNT(*) FROM orders WHERE member = ? AND at_ms > ?", store.member, since)
    assert regulars["name"] == "Faste"
    assert regulars["reasons"] == [f"Køb på 24 måneder: {orders} (mindst 5)"]
    [opened] = AuditLog(store.here.db).of_visit(visit.id, AuditAction.OPENED)
    assert {"suggestions", "segments"} <= set(opened.entry.fields)


async def test_what_a_colleague_puts_in_the_basket_is_suggested_no_more_and_what_is_taken_out_is_again(
    store: Store,
) -> None:
    await store.walk_in()
    first = suggested(store)
    visit = store.here.hub.visits.visits.of(store.member)
    assert first
    assert visit
    [sku] = [f"a{each.removeprefix('Article ')}" for each in first[:1]]
    running = asyncio.create_task(store.here.hub.staff.composer.run())
    async with store.here.client() as client:
        for items in ([{"sku": sku, "qty": 1}], []):
            await client.put(f"/api/staff/visits/{visit.id}/basket", json={"items": items})
            is_out = bool(items)
            await until("the card", lambda is_out=is_out: (first[0] not in suggested(store)) == is_out, 30)
    running.cancel()
    assert suggested(store) == first


def suggested(store: Store) -> list[str]:
    card = store.here.card()
    assert card
    return [each.article for each in card.why.suggestions]


async def test_who_withdraws_predict_has_no_suggestion_a_moment_later(store: Store) -> None:
    await store.walk_in()
    store.agree(Purpose.PREDICT, granted=False)
    await store.here.hub.staff.composer.compose_anew(store.member)
    card = store.here.card()
    assert card is not None
    assert card.next_best.source != "insight"
    assert (card.why.suggestions, card.why.segments) == ((), ())


async def test_an_open_complaint_takes_its_article_and_its_like_off_the_list(store: Store) -> None:
    await store.walk_in()
    visit, now_ms = store.here.hub.visits.visits.of(store.member), store.here.hub.ground.now_ms()
    permission = store.here.hub.ledger.permission(store.member, *SHOWN, at_ms=now_ms)
    assert visit
    assert permission
    suggestions = store.here.hub.staff.composer._knowledge.suggestions
    before = suggestions.of(permission, visit, NOTHING, now_ms).suggested
    assert before
    about = CustomerEvent("service_cases", now_ms - DAY, "crm", "The delivery came late")
    complained = Context({}, SourceStatus.OK, happened=(about,))
    assert suggestions.of(permission, visit, complained, now_ms).suggested == ()


async def test_a_card_that_says_the_same_is_not_told_of_again(store: Store) -> None:
    await store.walk_in()
    first = store.here.card()
    seq = store.here.hub.ground.journal.last_seq()
    await store.here.hub.staff.composer.compose_anew(store.member)
    assert store.here.card() == first
    assert store.here.hub.ground.journal.last_seq() == seq
