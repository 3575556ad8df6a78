"""Which offers were redeemed when, for whoever measures campaigns."""

from collections.abc import Callable, Sequence

from hub.ground.database import Database
from hub.ground.member_window import WINDOWS, MemberWindow, as_json


def redeemed_in(db: Database) -> Callable[[Sequence[MemberWindow], str], list[int]]:
    """How many offers of a campaign were redeemed in each window."""

    def counts(windows: Sequence[MemberWindow], campaign: str) -> list[int]:
        rows = db.rows(
            f"{WINDOWS} SELECT count(offers.key) FROM windows LEFT JOIN offers ON offers.member = windows.member"  # noqa: S608 - fixed text
            " AND offers.campaign = ? AND offers.redeemed_ms >= windows.since_ms"
            " AND offers.redeemed_ms < windows.until_ms AND coalesce(windows.visit, offers.visit) = offers.visit"
            " GROUP BY windows.number ORDER BY windows.number",
            *(as_json(windows), campaign),
        )
        return [times for (times,) in rows]

    return counts
