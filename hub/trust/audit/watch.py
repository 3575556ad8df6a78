"""Who looks at how many people: one watch over every door behind which somebody sees a customer's data."""

from dataclasses import dataclass

import structlog

from hub.trust.audit.bulk import WINDOW_MS, Limits, Verdict, judge
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Watch:
    """Counts different customers by device and by person, and tells of too many."""

    log: AuditLog
    limits: Limits

    def is_read_in_bulk(self, opening: AuditEntry, subject: str, now_ms: int) -> bool:
        """Whether this opening is one too many. `opening`: who asks, on which device; its other fields do not count."""
        since = now_ms - WINDOW_MS
        opened = [self.log.customers_opened(since, device=opening.device)]
        if opening.staff is not None:
            opened.append(self.log.customers_opened(since, staff=opening.staff))
        judged = judge(self.limits, opened, subject)
        if judged.verdict is not Verdict.FINE and not self._is_known(opening.device, since):
            log.warning("one device opened many customers", device=opening.device, customers=judged.customers)
            alert = AuditEntry(
                AuditAction.ALERT, opening.device, staff=opening.staff, request=opening.request,
                customers=judged.customers,
            )  # fmt: skip
            self.log.add(now_ms, alert)
        return judged.verdict is Verdict.REFUSE

    def _is_known(self, device: str, since_ms: int) -> bool:
        return any(each.entry.device == device for each in self.log.alerts(since_ms))
