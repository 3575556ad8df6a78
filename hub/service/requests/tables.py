"""The tables of requests, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

PAPER = {
    "create_rights_requests": """
        CREATE TABLE rights_requests (
            request TEXT PRIMARY KEY, kind TEXT NOT NULL, customer_ref TEXT, new_ref TEXT, at_ms INTEGER NOT NULL,
            answer TEXT
        )
    """
}
PAPER_HOLDINGS = (
    Holding(
        table="rights_requests",
        what="that the shop asked at a terminal to erase or rename a customer; the customer id until it is done",
        why="doing what a customer asked for on paper (GDPR art. 12, 16, 17)",
        keys=(Key("customer_ref", IdentifierKind.CUSTOMER), Key("new_ref", IdentifierKind.CUSTOMER)),
        time="at_ms",
        keep_days=1,
    ),
)
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
        keys=(Key("customer_ref", IdentifierKind.CUSTOMER),),
        time="received_ms",
        # As long as the receipts of erasures.
        keep_days=400,
    ),
)
TABLES = Tables(
    schemas={"rights_requests": PAPER, "shop_requests": SCHEMA},
    holdings=(*PAPER_HOLDINGS, *HOLDINGS),
)
