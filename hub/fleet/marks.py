"""Which events of an edge's boot are stored: one number, and the few that came ahead of it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Mark:
    """Everything up to `contiguous` is stored, and beyond it `ahead`."""

    contiguous: int = 0
    ahead: set[int] = field(default_factory=set[int])

    def settle_below(self, oldest_seq: int) -> None:
        """The edge holds nothing below `oldest_seq`: whatever was there is settled and will never come."""
        if oldest_seq - 1 > self.contiguous:
            self.contiguous = oldest_seq - 1
            self.ahead = {seq for seq in self.ahead if seq > self.contiguous}
            self._advance()

    def take(self, seq: int, through_seq: int | None = None) -> bool:
        """Note an event, or a gap up to `through_seq`; False when it was stored before."""
        last = seq if through_seq is None else max(seq, through_seq)
        if last <= self.contiguous or (last == seq and seq in self.ahead):
            return False
        if seq <= self.contiguous + 1:
            self.contiguous = last
            self.ahead = {each for each in self.ahead if each > last}
            self._advance()
        else:
            self.ahead.update(range(seq, last + 1))
        return True

    def _advance(self) -> None:
        while self.contiguous + 1 in self.ahead:
            self.contiguous += 1
            self.ahead.remove(self.contiguous)
