"""Consents: the ledger, and the noes that a full disk could not take."""

from hub.ground.ground import Ground
from hub.trust.consents.kept_noes import FILE, KeptNoes
from hub.trust.consents.ledger import ConsentLedger


def consents(ground: Ground) -> ConsentLedger:
    """The ledger of this store; everything that other parts may use of it."""
    return ConsentLedger(ground.db, KeptNoes(ground.data_dir / FILE))
