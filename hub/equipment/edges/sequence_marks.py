"""Which events of an edge's boot are stored: one number, and the few ranges that came ahead of it. Pure."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

Range = tuple[int, int]
"""First and last number, both within."""

# An edge sends its newest first and what waited beside it, so one or two ranges lie ahead; each message that is lost
# on the way adds one. So many are a broken edge or a hostile one: further ones wait at the edge.
MOST_RANGES_AHEAD = 500


@dataclass(slots=True)
class Mark:
    """Everything up to `contiguous` is stored, and beyond it `ahead`: in order, and never touching one another.

    A range costs the same however long it is, so no number in a message decides how much work it makes.
    """

    contiguous: int = 0
    ahead: list[Range] = field(default_factory=list[Range])

    def settle_below(self, oldest_seq: int) -> None:
        """The edge holds nothing below `oldest_seq`: whatever was there is settled and will never come."""
        if oldest_seq - 1 > self.contiguous:
            self._reach(oldest_seq - 1)

    def has_room(self, seq: int, through_seq: int) -> bool:
        """Whether these numbers may be noted: they close or lengthen something, or few ranges lie ahead so far."""
        if seq <= self.contiguous + 1 or len(self.ahead) < MOST_RANGES_AHEAD:
            return True
        begin, end = self._touched(seq, through_seq)
        return begin < end

    def take(self, seq: int, through_seq: int) -> bool:
        """Note the events `seq` to `through_seq`; False when all of them were stored before."""
        if through_seq <= self.contiguous:
            return False
        if seq <= self.contiguous + 1:
            self._reach(through_seq)
            return True
        begin, end = self._touched(seq, through_seq)
        touched = self.ahead[begin:end]
        if touched and touched[0][0] <= seq and touched[0][1] >= through_seq:
            return False
        first = min(seq, touched[0][0]) if touched else seq
        last = max(through_seq, touched[-1][1]) if touched else through_seq
        self.ahead[begin:end] = [(first, last)]
        return True

    def _touched(self, seq: int, through_seq: int) -> Range:
        """Which of `ahead`, as a slice, overlap those numbers or lie right beside them."""
        begin = bisect_left(self.ahead, seq - 1, key=lambda each: each[1])
        end = bisect_right(self.ahead, through_seq + 1, key=lambda each: each[0])
        return begin, end

    def _reach(self, last: int) -> None:
        """Move `contiguous` up to `last`, and on over the ranges that it meets."""
        begin, end = self._touched(0, last)
        self.contiguous = max(last, self.ahead[end - 1][1]) if end > begin else last
        del self.ahead[:end]
