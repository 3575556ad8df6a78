"""The file of the catalogue, `catalogue.db`, beside the hub's database: nothing in it is about a person.

It is a file of its own because it is replaced as a whole: an import writes a new one and puts it in its place, so the
hub never waits for an import, and the copies that a backup makes of the hub's database stay small.
"""

CATALOGUE_FILE = "catalogue.db"
LOCK_FILE = "catalogue.lock"
SCHEMA = {
    "create_catalogue": """
        CREATE TABLE articles (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, sku TEXT NOT NULL,
            gtin TEXT NOT NULL, mpn TEXT NOT NULL, "group" TEXT NOT NULL, category TEXT NOT NULL, brand TEXT NOT NULL,
            attributes TEXT NOT NULL, price_minor INTEGER, sale_minor INTEGER, sale_from_ms INTEGER,
            sale_until_ms INTEGER, currency TEXT NOT NULL, image TEXT NOT NULL, link TEXT NOT NULL,
            google_category TEXT NOT NULL, web TEXT NOT NULL, sensitive TEXT NOT NULL, parent TEXT NOT NULL,
            since_ms INTEGER NOT NULL, until_ms INTEGER
        );
        CREATE INDEX articles_group ON articles ("group") WHERE "group" <> '';
        CREATE INDEX articles_parent ON articles (parent) WHERE parent <> '';
        CREATE TABLE joins (
            key TEXT NOT NULL, rule INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, rule)
        ) WITHOUT ROWID;
        CREATE INDEX joins_article ON joins (article);
        CREATE TABLE undecided (
            article INTEGER PRIMARY KEY, ordinary TEXT NOT NULL, reduced TEXT NOT NULL, now_and_before INTEGER NOT NULL
        );
        CREATE TABLE stock (
            article TEXT PRIMARY KEY, availability TEXT NOT NULL, quantity INTEGER, at_ms INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE stock_items (
            item TEXT PRIMARY KEY, article TEXT NOT NULL, sells_on INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE imports (
            number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, what TEXT NOT NULL, source TEXT NOT NULL,
            format TEXT NOT NULL, articles INTEGER NOT NULL, counts TEXT NOT NULL, refused TEXT NOT NULL,
            etag TEXT NOT NULL, last_modified TEXT NOT NULL
        )
    """,
    # Webhooks may come in any order: when each thing was last said, as its sender writes it.
    "know_versions": "CREATE TABLE versions (what TEXT PRIMARY KEY, updated TEXT NOT NULL) WITHOUT ROWID",
    # What a local inventory feed says of an article in one store, beside how many there are.
    "know_stores": """
        CREATE TABLE in_stores (
            article TEXT NOT NULL, store TEXT NOT NULL, price_minor INTEGER, sale_minor INTEGER, sale_from_ms INTEGER,
            sale_until_ms INTEGER, currency TEXT NOT NULL, pickup_method TEXT NOT NULL, pickup_sla TEXT NOT NULL,
            shelf TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (article, store)
        ) WITHOUT ROWID
    """,
    "find_titles": "CREATE INDEX articles_name ON articles (name COLLATE NOCASE)",
    # What articles are found by (search_index.py), and how words are spelled, from either end.
    "find_words": """
        CREATE VIRTUAL TABLE words USING fts5 (name, brand, more, numbers, prefix='2 3', detail=column);
        CREATE TABLE spellings (word TEXT PRIMARY KEY, reversed TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX spellings_reversed ON spellings (reversed);
        CREATE TABLE indexed (how INTEGER NOT NULL)
    """,
}
