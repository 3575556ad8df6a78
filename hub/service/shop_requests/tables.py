"""The tables of shop requests, and what of people is in them."""

from hub.ground.holdings import Holding, Key, Names
from hub.ground.part import Tables

SCHEMA = {
    "create_shop_requests": """
        CREATE TABLE shop_requests (
            number TEXT PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL,
            customer_ref TEXT, received_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, receipt TEXT, done_ms INTEGER,
            answer TEXT
        )
    """
}
HOLDINGS = (
    Holding(
        table="shop_requests",
        what="that a shop system asked to erase a customer, or to hand over what is held of them; the customer id of a"
        " member who asked for their data, until that is answered",
        why="answering in time, and for having done so (GDPR art. 5(2), 12(3), 15, 17)",
        keys=(Key("customer_ref", Names.CUSTOMER),),
        time="received_ms",
        # As long as the receipts of erasures.
        keep_days=400,
    ),
)
TABLES = Tables(
    schemas={"shop_requests": SCHEMA},
    holdings=HOLDINGS,
)
