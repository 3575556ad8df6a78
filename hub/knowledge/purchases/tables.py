"""The tables of purchases, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

PURCHASES = {
    "create_orders": """
        CREATE TABLE orders (
            number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, order_id TEXT NOT NULL,
            version INTEGER NOT NULL, kind TEXT NOT NULL, original TEXT, exchange_id TEXT, at_ms INTEGER NOT NULL,
            occurred_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, channel TEXT NOT NULL, location TEXT, till TEXT,
            staff TEXT, member INTEGER, visit TEXT, currency TEXT NOT NULL, net_minor INTEGER NOT NULL,
            lines TEXT NOT NULL, discounts TEXT NOT NULL, UNIQUE (source, order_id)
        );
        CREATE INDEX orders_original ON orders (source, original);
        CREATE INDEX orders_member ON orders (member);
        CREATE INDEX orders_visit ON orders (visit);
        CREATE TABLE till_deliveries (
            source TEXT NOT NULL, delivery_id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (source, delivery_id)
        );
        CREATE TABLE till_reasons (reason TEXT PRIMARY KEY, times INTEGER NOT NULL)
    """,
    # What the newest document says of a sale, gross and with what is gone; NULL where nothing is gone.
    "keep_documents": """
        ALTER TABLE orders ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN document TEXT;
        CREATE INDEX orders_exchange ON orders (source, exchange_id)
    """,
}
PURCHASES_HOLDINGS = (
    Holding(
        table="orders",
        what="which associate rang up an order",
        why="a question about today's receipt (the shop's interest in a day's work, not in a record of colleagues)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="received_ms",
        keep_days=1,
        column="staff",
        of_staff=True,
    ),
    Holding(
        table="orders",
        what="what a member bought and brought back, when, for how much and in which visit, without sensitive articles;"
        " of everybody else an amount and a moment, and by number which lines of a receipt came back",
        why="showing staff the history that a member agreed to show, and measuring what visits lead to (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="received_ms",
        setting="keep_purchases_days",
    ),
    Holding(
        table="till_deliveries",
        what="the number of each webhook that was taken in, without an order or a person",
        # Shopify tries again for 4 hours, Square for a day.
        why="a webhook that is sent or played again changes nothing (security)",
        time="at_ms",
        keep_days=7,
        not_personal_because="random numbers of tills, joined to nothing",
    ),
)
BASKETS = {
    "create_baskets": """
        CREATE TABLE baskets (
            visit TEXT PRIMARY KEY, reference TEXT UNIQUE, items TEXT NOT NULL, note TEXT NOT NULL,
            changed_ms INTEGER NOT NULL, paid_ms INTEGER
        )
    """
}
BASKETS_HOLDINGS = (
    Holding(
        table="baskets",
        what="what staff put together for a member in a visit, with a note, until it was paid or forgotten",
        why="handing over to the till without asking twice (what the customer asked for)",
        keys=(Key("visit", IdentifierKind.VISIT),),
        time="changed_ms",
        # A basket is a matter of one visit; a till that was offline tells of it the next day.
        keep_days=2,
    ),
)
PENDING_ARTICLES = {
    "create_look_ups": """
        CREATE TABLE till_look_ups (
            payment TEXT PRIMARY KEY, square_order TEXT NOT NULL, tries INTEGER NOT NULL, ask_at_ms INTEGER NOT NULL
        )
    """
}
PENDING_ARTICLES_HOLDINGS = (
    Holding(
        table="till_look_ups",
        what="the numbers of sales whose articles are still to be asked for at the till",
        why="the till tells amounts by itself, and articles when it is asked",
        time="ask_at_ms",
        keep_days=2,
        not_personal_because="numbers of the till; whose a sale is stands with the order alone",
    ),
)
REFUSAL_LOG = {
    "create_till_refusals": """
        CREATE TABLE till_refusals (
            source TEXT NOT NULL, topic TEXT NOT NULL, order_number TEXT NOT NULL, reason TEXT NOT NULL,
            field TEXT NOT NULL, why TEXT NOT NULL, times INTEGER NOT NULL, first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL, PRIMARY KEY (source, topic, order_number, reason, field)
        );
        CREATE INDEX till_refusals_last ON till_refusals (last_ms)
    """
}
REFUSAL_LOG_HOLDINGS = (
    Holding(
        table="till_refusals",
        what="the numbers of orders that a till told of and the hub could not read, and which field it was",
        why="what was missed is found and mended (the shop's interest in records that are whole)",
        time="last_ms",
        keep_days=30,
        not_personal_because="numbers of a till; nothing of what was in the order, and nobody who bought it",
    ),
)
PICK_UPS = {
    "create_pick_ups": """
        CREATE TABLE pick_ups (
            source TEXT NOT NULL, order_id TEXT NOT NULL, state TEXT NOT NULL, at_ms INTEGER NOT NULL,
            PRIMARY KEY (source, order_id)
        )
    """
}
PICK_UPS_HOLDINGS = (
    Holding(
        table="pick_ups",
        what="the numbers of orders that are ready to be collected, or were",
        why="somebody who comes for an order is served at once (what the customer asked for)",
        time="at_ms",
        # What nobody has fetched in two months is sent back.
        keep_days=60,
        not_personal_because="numbers of the till; whose an order is stands with the order alone",
    ),
)
PAST = {
    "create_past_baskets": """
        CREATE TABLE past_baskets (
            day INTEGER NOT NULL, articles TEXT NOT NULL, times INTEGER NOT NULL, seen INTEGER NOT NULL,
            PRIMARY KEY (day, articles)
        ) WITHOUT ROWID
    """
}
TABLES = Tables(
    schemas={
        "orders": PURCHASES,
        "baskets": BASKETS,
        "till_look_ups": PENDING_ARTICLES,
        "till_refusals": REFUSAL_LOG,
        "pick_ups": PICK_UPS,
        "past_baskets": PAST,
    },
    holdings=(
        *PURCHASES_HOLDINGS,
        *BASKETS_HOLDINGS,
        *PENDING_ARTICLES_HOLDINGS,
        *REFUSAL_LOG_HOLDINGS,
        *PICK_UPS_HOLDINGS,
    ),
    not_personal={
        "till_reasons": "a count by till and reason",
        "past_baskets": "which articles were bought together on a day by people who are nobody here: no customer, no"
        " receipt number, no order id",
    },
)
