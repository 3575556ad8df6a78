"""Offers in the database: who got which code, and what became of it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS
from hub.ground.journal import Journal, Member, OfferIssued, OfferRedeemed, VisitId
from hub.service.offers.code import forgiven, is_whole, key_of, new_code
from hub.service.offers.model import IssuedOffer, NotRedeemed, OfferRefusal, OfferTerms, Redeemed
from hub.trust.consents.permission import Permission

_COLUMNS = (
    "code, member, campaign, variant, visit, kind, value, article, issued_ms, valid_until_ms, redeemed_ms,"
    " over_ms IS NOT NULL"
)
# Lists of before may hold the same code twice: whichever gives it out first has given it for both.
_IS_LEFT = "(taken_ms IS NULL AND NOT EXISTS (SELECT 1 FROM offers WHERE offers.key = offer_pools.key))"
HOUR_MS = 3_600_000
# Of so few codes left somebody should know while there is time to make more.
FEW_LEFT = 50


class Offers:
    """Of one store. What is issued is written within the caller's transaction."""

    def __init__(self, db: Database, journal: Journal, paid_in_full: Callable[[Permission, str, int], bool]) -> None:
        """`paid_in_full`: whether a member paid the full price for an article since a moment (Unix ms)."""
        self._db = db
        self.journal = journal
        self._paid_in_full = paid_in_full
        self.outcomes: Counter[str] = Counter()
        """What became of codes since the start: redeemed, or why not."""

    def refusal(self, permission: Permission, campaign: str, terms: OfferTerms, now_ms: int) -> OfferRefusal | None:
        """Why this member may not have it."""
        since_ms = now_ms - terms.not_if_bought_days * DAY_MS
        named = {terms.article, terms.speaks_of} - {None, ""} if terms.not_if_bought_days else set[str | None]()
        if any(each and self._paid_in_full(permission, each, since_ms) for each in named):
            return OfferRefusal.BOUGHT_LATELY
        if terms.pool and self._open(permission.member, campaign, now_ms) is None and self._next(terms.pool) is None:
            return OfferRefusal.NO_CODES
        return None

    def issue(
        self, permission: Permission, campaign: str, variant: str, visit: VisitId, terms: OfferTerms, now_ms: int
    ) -> IssuedOffer | None:
        """The member's offer of a campaign: the one that they have, while it is valid, or a new one.

        None where the list of codes has just run dry.
        """
        member = permission.member
        if (had := self._open(member, campaign, now_ms)) is not None:
            return had
        code = self._from_pool(terms.pool, now_ms) if terms.pool else self._new()
        if code is None:
            return None
        until_ms = now_ms + terms.valid_hours * HOUR_MS
        self._db.run(
            "INSERT INTO offers (key, code, member, campaign, variant, visit, kind, value, article, issued_ms,"
            " valid_until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(key_of(code), code, member, campaign, variant, visit, terms.kind, terms.value, terms.article),
            *(now_ms, until_ms),
        )
        self.journal.append(OfferIssued(member, visit, campaign), now_ms)
        return self._named(key_of(code))

    def of(self, member: Member) -> list[IssuedOffer]:
        """All that are kept of a member, newest first."""
        return self._where("member = ? ORDER BY issued_ms DESC", member)

    def open_of(self, member: Member, now_ms: int) -> list[IssuedOffer]:
        """Those that still count."""
        return [each for each in self.of(member) if each.state(now_ms) == "open"]

    def named(self, code: str) -> IssuedOffer | None:
        """The offer with that code, however it is written."""
        key = key_of(code)
        return self._named(key) or self._named(forgiven(key))

    def redeem(
        self,
        code: str,
        by: str,
        at_ms: int,
        payer: Member | None = None,
        paid_ms: int | None = None,
        staff: str | None = None,
    ) -> Redeemed | NotRedeemed:
        """Settle a code, by itself or within the transaction that stores the order.

        `by`: the order, or a colleague's try; the same one may say it again.
        `payer`: the member whom the till names. Whoever brings the code without a name is believed.
        `paid_ms`: when the till says it was paid. What was paid in time counts, however late it is told.
        `staff`: what the colleague is called who redeems it by hand.
        """
        found = self._redeem(code, by, at_ms, payer, paid_ms, staff)
        self.outcomes["redeemed" if isinstance(found, Redeemed) else found.value] += 1
        return found

    def give_back(self, by: str, but: Iterable[str] = ()) -> None:
        """The order was cancelled before it was one, or has its codes no longer: they count again, until their end.

        `but`: the codes that it still has.
        """
        kept = json.dumps([offer.code for offer in map(self.named, but) if offer])
        self._db.run(
            "UPDATE offers SET redeemed_ms = NULL, redeemed_by = NULL WHERE redeemed_by = ?"
            " AND code NOT IN (SELECT value FROM json_each(?))",
            *(by, kept),
        )

    def end_overdue(self, now_ms: int) -> int:
        """Note whose time has run out; returns how many. A clock that is set back revives none of them."""
        overdue = "redeemed_ms IS NULL AND over_ms IS NULL AND valid_until_ms <= ?"
        if self._db.row(f"SELECT 1 FROM offers WHERE {overdue} LIMIT 1", now_ms) is None:  # noqa: S608 - fixed text
            return 0
        return self._db.run(f"UPDATE offers SET over_ms = ? WHERE {overdue}", now_ms, now_ms)  # noqa: S608 - fixed text

    def fill(self, pool: str, codes: Iterable[str]) -> tuple[int, int]:
        """Add codes to a list; how many came in, and how many stood in a list already or are with a customer."""
        new, known = 0, 0
        with self._db.atomic():
            for code in codes:
                key = key_of(code)
                stands = "SELECT 1 FROM offers WHERE key = ? UNION ALL SELECT 1 FROM offer_pools WHERE key = ?"
                added = 0
                if self._db.row(stands, key, key) is None:
                    into = "INSERT INTO offer_pools (pool, key, code) VALUES (?, ?, ?)"
                    added = self._db.run(into, pool, key, code)
                new, known = new + added, known + (1 - added)
        return new, known

    def left(self, pool: str) -> int:
        """How many codes of a list nobody has."""
        return self.pools().get(pool, 0)

    def pools(self) -> dict[str, int]:
        """By list that was not retired: how many are left."""
        return pools_of(self._db)

    def retired(self) -> dict[str, int]:
        """By retired list: how many of its codes customers got."""
        return retired_of(self._db)

    def retire(self, pool: str, now_ms: int) -> tuple[int, int] | None:
        """Forget the codes of a list that nobody has; how many, and how many are with customers and stay valid.

        Those that were drawn are kept, so that none of them comes in again. None where there is no such list.
        """
        with self._db.atomic():
            if self._db.row("SELECT 1 FROM offer_pools WHERE pool = ? AND retired_ms IS NULL", pool) is None:
                return None
            gone = self._db.run("DELETE FROM offer_pools WHERE pool = ? AND taken_ms IS NULL", pool)
            retire = "UPDATE offer_pools SET retired_ms = ? WHERE pool = ? AND retired_ms IS NULL"
            return gone, self._db.run(retire, now_ms, pool)

    def states(self, now_ms: int) -> Counter[str]:
        """How many there are of each state."""
        rows = self._db.rows(
            "SELECT CASE WHEN redeemed_ms IS NOT NULL THEN 'redeemed'"
            " WHEN over_ms IS NOT NULL OR valid_until_ms <= ? THEN 'expired' ELSE 'open' END, count(*)"
            " FROM offers GROUP BY 1",
            now_ms,
        )
        return Counter(dict(rows))

    def _redeem(
        self, code: str, by: str, at_ms: int, payer: Member | None, paid_ms: int | None, staff: str | None
    ) -> Redeemed | NotRedeemed:
        key = key_of(code)
        found = self.named(code)
        if found is None:
            return NotRedeemed.UNKNOWN if is_whole(forgiven(key)) else NotRedeemed.NO_CODE
        before = self._db.row("SELECT redeemed_by FROM offers WHERE code = ?", found.code)
        if found.redeemed_ms is not None:
            return Redeemed(found) if before and before[0] == by else NotRedeemed.TWICE
        if payer is not None and payer != found.member:
            return NotRedeemed.ANOTHERS
        # A till's own time counts while it can be so; before there was an offer nobody paid with it.
        in_time = paid_ms is not None and found.issued_ms <= paid_ms < found.valid_until_ms
        if not in_time and found.state(at_ms) == "expired":
            self.end_overdue(at_ms)
            return NotRedeemed.EXPIRED
        at_ms = paid_ms if in_time and paid_ms is not None else at_ms
        with self.journal.transaction():
            into = "UPDATE offers SET redeemed_ms = ?, redeemed_by = ?, redeemed_staff = ? WHERE code = ?"
            self._db.run(into, at_ms, by, staff, found.code)
            self.journal.append(OfferRedeemed(found.member, found.visit, found.campaign), at_ms)
        settled = self._named(key_of(found.code))
        if settled is None:
            raise AssertionError("it was just written")
        return Redeemed(settled)

    def _new(self) -> str:
        code = new_code()
        while self._named(key_of(code)) is not None:
            code = new_code()
        return code

    def _from_pool(self, pool: str, now_ms: int) -> str | None:
        row = self._next(pool)
        if row is None:
            return None
        self._db.run("UPDATE offer_pools SET taken_ms = ? WHERE pool = ? AND key = ?", now_ms, pool, row[0])
        return str(row[1])

    def _next(self, pool: str) -> tuple[Any, ...] | None:
        of_pool = f"SELECT key, code FROM offer_pools WHERE pool = ? AND {_IS_LEFT} ORDER BY rowid LIMIT 1"  # noqa: S608 - fixed text
        return self._db.row(of_pool, pool)

    def _open(self, member: Member, campaign: str, now_ms: int) -> IssuedOffer | None:
        found = self._where("member = ? AND campaign = ? ORDER BY issued_ms DESC LIMIT 1", member, campaign)
        return next((each for each in found if each.state(now_ms) == "open"), None)

    def _named(self, key: str) -> IssuedOffer | None:
        return next(iter(self._where("key = ?", key)), None)

    def _where(self, condition: str, *values: object) -> list[IssuedOffer]:
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM offers WHERE {condition}", *values)  # noqa: S608 - fixed text
        return [_offer(row) for row in rows]


def pools_of(db: Database) -> dict[str, int]:
    """Of a hub's database, by list that was not retired: how many codes are left."""
    of_pools = "FROM offer_pools WHERE retired_ms IS NULL GROUP BY pool ORDER BY pool"
    return dict(db.rows(f"SELECT pool, sum({_IS_LEFT}) {of_pools}"))


def retired_of(db: Database) -> dict[str, int]:
    """The same, by retired list: how many of its codes customers got."""
    of_pools = "FROM offer_pools GROUP BY pool HAVING min(retired_ms IS NOT NULL) ORDER BY pool"
    return dict(db.rows(f"SELECT pool, count(*) {of_pools}"))


def _offer(row: tuple[Any, ...]) -> IssuedOffer:
    code, member, campaign, variant, visit, *rest, is_over = row
    return IssuedOffer(code, Member(member), campaign, variant, VisitId(visit), *rest, is_over=bool(is_over))
