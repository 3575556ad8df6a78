"""Access: everything that is held of one person, gathered by the declarations, so that no table can be left out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.holdings import Holding, by_table
from hub.ground.journal import MessageWithheld
from hub.ground.words.words import WordsIn
from hub.knowledge.customers.dismissals import TRAITS_OF
from hub.knowledge.customers.known import KnownCustomers
from hub.place.visits.repository import Visits
from hub.service.client_book.part import ClientBookPart
from hub.service.customer_view.model import (
    ConsentLine,
    HeldData,
    HeldMessage,
    HeldPhone,
    HeldTable,
    HeldTrait,
    HeldVisit,
    ShownCard,
    Value,
)
from hub.service.customer_view.own_offers import OwnOffers
from hub.service.customer_view.page_stored import how_long_a_table_is_kept, what_a_table_holds
from hub.service.messages.exposures import Exposures
from hub.service.staff.claims import Claims
from hub.service.staff.rendering import timeline_in
from hub.service.staff.timelines import Timelines
from hub.trust.channels.service import Channels
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from hub.trust.rights.rows_of_member import rows_of, visits_of

_GUESSED = {trait for traits in TRAITS_OF.values() for trait in traits}
ShownTo = Callable[[MemberRecord, str], list[ShownCard]]
"""The cards that staff saw of a member: what stands on the board now, and what an opening log has kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The owners of what is told apart; each is asked for what it keeps of a member."""

    people: Members
    visits: Visits
    claims: Claims
    exposures: Exposures
    timelines: Timelines
    campaign_name: Callable[[str], str | None]
    offers: OwnOffers
    clients: ClientBookPart


class Access:
    """Reads; changes nothing."""

    def __init__(
        self,
        ground: Ground,
        ledger: ConsentLedger,
        service: MemberService,
        known: KnownCustomers,
        channels: Channels,
        holdings: Iterable[Holding],
        shown: ShownTo,
        kept: Kept,
    ) -> None:
        self._db = ground.db
        self._journal = ground.journal
        self._kept = kept
        self._words = ground.words
        self._store = ground.plan.store_name
        self._ledger = ledger
        self._service = service
        self._dismissals = known.dismissals
        self._customers = known.source
        self._traits = known.traits
        self._channels = channels
        self._holdings = by_table(holdings)
        self._shown = shown

    def held(self, record: MemberRecord, language: str, now_ms: int) -> HeldData:
        """Everything, as of now."""
        consents = self._service.consents(record.member, now_ms)
        return HeldData(
            made_at_ms=now_ms,
            store=self._store,
            customer_ref=record.customer_ref,
            level=consents.level,
            purposes=consents.purposes,
            objected_at_ms=self._service.objected_at(record),
            dismissed_guesses={str(guess): at_ms for guess, at_ms in self._dismissals.of(record.member).items()},
            channels=self._channels.of(record),
            consents=self._consents(record),
            visits=self._visits(record),
            messages=self._messages(record),
            offers=self._kept.offers.of(record.member, self._words.of(language), now_ms),
            phones=self._phones(record),
            profile=self._profile(record),
            looked_after=self._kept.clients.for_member(record.member),
            cards=self._shown(record, language),
            timeline=timeline_in(
                self._kept.timelines.held(
                    record,
                    self._customers.kept(record.customer_ref),
                    self._customers.happened(record.customer_ref),
                ),
                self._words.of(language),
            ),
            everything=self._everything(record, self._words.of(language)),
        )

    def _consents(self, record: MemberRecord) -> list[ConsentLine]:
        return [
            ConsentLine(
                line=each.line,
                at_ms=each.at_ms,
                purpose=each.purpose,
                granted=each.granted,
                until_ms=each.until_ms,
                text_version=each.statement.text_version,
                text_sha256=each.statement.text_hash,
                language=each.statement.language,
                screen=each.statement.screen,
                app_version=each.statement.app_version,
                made_by=each.statement.actor,
                hash=each.hash,
            )
            for each in self._ledger.lines(record.subject)
        ]

    def _visits(self, record: MemberRecord) -> list[HeldVisit]:
        visits = self._kept.visits.kept(record.member)
        went = {each.visit: each.outcome for each in self._kept.claims.outcomes(each.id for each in visits)}
        return [
            HeldVisit(
                visit_id=each.id,
                started_at_ms=each.started_ms,
                ended_at_ms=each.ended_ms,
                last_zone=each.zone,
                asked_for_help_at_ms=each.asked_ms,
                outcome=went.get(each.id),
            )
            for each in reversed(visits)
        ]

    def _messages(self, record: MemberRecord) -> list[HeldMessage]:
        sent = [
            HeldMessage(
                at_ms=each.at_ms,
                visit_id=each.visit,
                campaign=each.campaign,
                name=self._kept.campaign_name(each.campaign),
                sent=True,
                variant=each.variant,
                result=each.result,
                withheld_because=None,
            )
            for each in self._kept.exposures.of(record.member)
        ]
        withheld = [
            HeldMessage(
                at_ms=entry.at_ms,
                visit_id=entry.event.visit,
                campaign=entry.event.campaign,
                name=self._kept.campaign_name(entry.event.campaign),
                sent=False,
                variant=None,
                result=None,
                withheld_because=entry.event.reason,
            )
            for entry in self._journal.about(record.member, MessageWithheld)
            if isinstance(entry.event, MessageWithheld)
        ]
        return sorted(sent + withheld, key=lambda message: message.at_ms)

    def _phones(self, record: MemberRecord) -> list[HeldPhone]:
        return [
            HeldPhone(platform=each.platform, last_seen_at_ms=each.seen_at_ms, takes_messages=each.takes_messages)
            for each in self._kept.people.phones(record.member)
        ]

    def _profile(self, record: MemberRecord) -> list[HeldTrait]:
        needs = self._traits.needs
        return [
            HeldTrait(
                name=name,
                value=str(trait.value),
                source=trait.source,
                observed_at_ms=trait.observed_at_ms,
                fetched_at_ms=trait.fetched_at_ms,
                purpose=needs.get(name, Purpose.SHOW_HISTORY_TO_STAFF),
                is_guess=name in _GUESSED,
            )
            for name, trait in sorted(self._customers.kept(record.customer_ref).items())
        ]

    def _everything(self, record: MemberRecord, words: WordsIn) -> list[HeldTable]:
        visits = visits_of(self._db, [each[0] for each in self._holdings.values()], record.member)
        tables: list[HeldTable] = []
        for table, holdings in self._holdings.items():
            whole = next(each for each in holdings if each.column is None)
            if not whole.keys:
                continue
            # What is about an associate is theirs, not the customer's.
            hidden = {each.column for each in holdings if each.of_staff}
            columns = [name for _, name, *_ in self._db.rows(f"PRAGMA table_info({table})") if name not in hidden]
            where, values = rows_of(whole, record, visits)
            rows = self._db.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", *values)
            as_proof, days = whole.kept_after_erasure is not None, None if whole.until else whole.keep_days
            tables.append(
                HeldTable(
                    table=table,
                    about=what_a_table_holds(table, words, f"{whole.what}. {whole.why}."),
                    kept=how_long_a_table_is_kept(days, words, as_proof=as_proof),
                    outlives_erasure=as_proof,
                    kept_days=days,
                    rows=[dict(zip(columns, map(_plain, row), strict=True)) for row in rows],
                )
            )
        return tables


def _plain(value: object) -> Value:
    return value if isinstance(value, str | int | float) or value is None else str(value)
