"""The tables of enrolment, and what of people is in them."""

from hub.ground.part import Tables

SCHEMA = {
    "create_edges": """
        CREATE TABLE edges (edge TEXT PRIMARY KEY, password_hash TEXT NOT NULL, added_at_ms INTEGER NOT NULL)
    """,
    "create_certificates": """
        CREATE TABLE edge_keys (edge TEXT PRIMARY KEY, key_id TEXT NOT NULL, enrolled_at_ms INTEGER NOT NULL);
        CREATE TABLE edge_certificates (
            serial TEXT PRIMARY KEY, edge TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
        );
        CREATE TABLE edge_invites (
            code_hash TEXT PRIMARY KEY, edge TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER
        )
    """,
    "create_revoked_and_last_run": """
        CREATE TABLE edges_revoked (edge TEXT PRIMARY KEY, revoked_at_ms INTEGER NOT NULL);
        INSERT INTO edges_revoked SELECT edge, max(revoked_at_ms) FROM edge_certificates
            WHERE revoked_at_ms IS NOT NULL AND edge NOT IN (SELECT edge FROM edges) GROUP BY edge;
        CREATE TABLE edges_last_run (broker_url TEXT NOT NULL, planned TEXT NOT NULL)
    """,
}
TABLES = Tables(
    schemas={"registry": SCHEMA},
    not_personal={
        "edges": "equipment",
        "edge_keys": "equipment",
        "edge_certificates": "equipment",
        "edge_invites": "equipment",
        "edges_revoked": "equipment",
        "edges_last_run": "the broker's address for edges, and the names of the floor plan's edges",
    },
)
