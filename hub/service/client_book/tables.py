"""The table of the client book, and what of people is in it."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    # `person` is empty where the member does not want to be looked after by one colleague, since `declined_ms`.
    "create_clients": """
        CREATE TABLE clients (
            member INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, person TEXT, since_ms INTEGER NOT NULL,
            declined_ms INTEGER
        );
        CREATE INDEX clients_of_person ON clients (person)
    """
}
_UNTIL = "the member or the colleague ends it, the member withdraws what it rests on, objects to profiling or is erased"
HOLDINGS = (
    Holding(
        table="clients",
        what="the account of the associate who looks after a member",
        why="a regular customer meets the colleague who knows them (consent to being greeted by name)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until=_UNTIL,
        column="person",
        of_staff=True,
    ),
    Holding(
        table="clients",
        what="that one associate looks after a member and since when, or that the member does not want that",
        why="a regular customer meets the colleague who knows them (consent to being greeted by name)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until=_UNTIL,
    ),
)
TABLES = Tables(schemas={"clients": SCHEMA}, holdings=HOLDINGS)
