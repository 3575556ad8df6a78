"""What a passive scanner waits for: patterns in the AD structures of a packet. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Monitor:
    """One registered AdvertisementMonitor1, activated."""

    client: str
    path: str
    patterns: tuple[tuple[int, int, bytes], ...]
    """Offset, AD type, content; any one of them is enough (type "or_patterns")."""

    def matches(self, ad: bytes) -> bool:
        """Whether one AD structure has one pattern at its place."""
        return any(
            kind == wanted and content[start : start + len(pattern)] == pattern
            for kind, content in structures(ad)
            for start, wanted, pattern in self.patterns
        )


def structures(ad: bytes) -> list[tuple[int, bytes]]:
    """Type and content of each AD structure; a broken one ends the list."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(ad) and ad[at] and at + 1 + ad[at] <= len(ad):
        found.append((ad[at + 1], ad[at + 2 : at + 1 + ad[at]]))
        at += 1 + ad[at]
    return found
