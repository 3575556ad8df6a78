"""Small pictures of articles, in a file of their own that may be deleted at any time: they are fetched again."""

import os
from pathlib import Path

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed

IMAGES_FILE = "article-images.db"
# Some six thousand pictures.
MOST_BYTES = 100_000_000
SCHEMA = {
    "create_images": """
        CREATE TABLE images (
            key TEXT PRIMARY KEY, picture BLOB NOT NULL, bytes INTEGER NOT NULL, fetched_ms INTEGER NOT NULL,
            used_ms INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX images_used ON images (used_ms, bytes)
    """
}


class ImageStore:
    """One file."""

    def __init__(self, data_dir: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = data_dir / IMAGES_FILE
        self._most_bytes = most_bytes
        self._db: Database | None = None

    def get(self, key: str, now_ms: int) -> tuple[bytes, int] | None:
        """The picture and when it was fetched. Raises `DatabaseFailed`."""
        if self._db is None and not self._path.exists():
            return None
        row = self._opened().row("SELECT picture, fetched_ms, used_ms FROM images WHERE key = ?", key)
        if row is None:
            return None
        if now_ms - row[2] > _USED_AGAIN_MS:
            self._opened().run("UPDATE images SET used_ms = ? WHERE key = ?", now_ms, key)
        return row[0], row[1]

    def put(self, key: str, picture: bytes, now_ms: int) -> None:
        """Keep one, and let those go that nobody has looked at for longest. Raises `DatabaseFailed`."""
        db = self._opened()
        with db.atomic():
            db.run("INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?, ?)", key, picture, len(picture), now_ms, now_ms)
            while self.size() > self._most_bytes:
                db.run("DELETE FROM images WHERE key IN (SELECT key FROM images ORDER BY used_ms LIMIT 20)")

    def size(self) -> int:
        """Bytes of all pictures."""
        if self._db is None and not self._path.exists():
            return 0
        row = self._opened().row("SELECT coalesce(sum(bytes), 0) FROM images")
        return int(row[0]) if row else 0

    def begin_again(self) -> None:
        """Without the file as it is: nothing is lost that is not fetched again. Raises `OSError`."""
        self.close()
        for end in ("", "-journal"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def _opened(self) -> Database:
        if self._db is None:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            db = Database(self._path, wal=False)
            try:
                db.run("PRAGMA synchronous=OFF")  # lost pictures are fetched again
                db.migrate("article_images", SCHEMA)
            except DatabaseFailed:
                db.close()
                raise
            self._db = db
        return self._db


# A look is written down once an hour at most: a search shows thirty pictures.
_USED_AGAIN_MS = 3_600_000
