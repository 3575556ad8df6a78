"""Consents: the ledger, and the noes that a full disk could not take."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter, gauge
from hub.ground.part import Part
from hub.trust.consents.kept_noes import FILE, PLACES, KeptNoes
from hub.trust.consents.ledger import ConsentLedger


@dataclass(frozen=True, slots=True)
class Consents:
    """What other parts may use."""

    part: Part
    ledger: ConsentLedger


def consents(ground: Ground) -> Consents:
    """Build the part."""
    kept = KeptNoes(ground.data_dir / FILE)
    ledger = ConsentLedger(ground.db, kept)
    part = Part(
        name="consents",
        metrics=(
            counter("consent_lines", "Number of the newest line of the consent ledger", lambda: ledger.anchor().line),
            gauge("consent_refusals_kept", "Refusals that hold and wait for the database", lambda: kept.count),
            gauge("consent_refusals_kept_most", "How many there is room for on the disk", lambda: PLACES),
        ),
    )
    return Consents(part, ledger)
