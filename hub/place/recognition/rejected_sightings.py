"""What was heard and could not be used since the hub started, by reason, for whoever looks after the equipment."""

from dataclasses import dataclass

from hub.place.recognition.phone_reports import PhoneReports
from hub.place.visits.service import VisitService


@dataclass(frozen=True, slots=True)
class RejectedSightings:
    """Counted where it was refused; summed up here."""

    visit_service: VisitService
    reports: PhoneReports

    def counts(self) -> dict[str, int]:
        """How often each reason came up; reasons that did not are left out."""
        by_reason = {**self.visit_service.unused(), **self.reports.counts}
        return {reason: times for reason, times in sorted(by_reason.items()) if times}
