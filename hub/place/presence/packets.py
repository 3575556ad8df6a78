"""The packets of one tick, laid out for the filter: who was heard where, how loud and how often. Pure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """What is new among some packets; the rest is counted."""

    mean_dbm: Floats
    """(listeners, members); NaN where nothing was heard."""
    packets: Floats
    """(listeners, members)"""
    listener: Numbers
    """(pairs,): each listener and member that met, by member, then in the order in which they came in."""
    member: Numbers
    newest_at: Times
    """(pairs,): when the newest packet was on the air."""
    count: Times
    """(pairs,): of so many packets."""
    late: int
    """Behind something newer of the same listener."""
    duplicate: int


def lay_out(packets: Times, heard_at: Times) -> LaidOut:
    """Lay out rows of member (column of `heard_at`), listener (its row), level in dBm and when, as they came in.

    `heard_at` is until when what each listener heard of each member was taken in already, -inf for never.
    """
    listeners, members = heard_at.shape
    member, listener, at = packets[:, 0].astype(np.intp), packets[:, 1].astype(np.intp), packets[:, 3]
    before = heard_at[listener, member]
    pair = listener * members + member
    # Of packets that are alike, the first to come in counts.
    order = np.lexsort((at, pair))
    again = np.zeros(len(packets), dtype=np.bool_)
    again[order[1:]] = (pair[order[1:]] == pair[order[:-1]]) & (at[order[1:]] == at[order[:-1]])
    again |= at == before
    late = at < before
    new = ~(again | late)
    pair, level, at = pair[new], packets[new, 2], at[new]
    met, first, which = np.unique(pair, return_index=True, return_inverse=True)
    count = np.bincount(which, minlength=len(met)).astype(np.float64)
    newest = np.full(len(met), -np.inf)
    np.maximum.at(newest, which, at)
    mean = np.full(listeners * members, np.nan, dtype=np.float32)
    mean[met] = np.bincount(which, weights=level, minlength=len(met)) / count
    many = np.zeros(listeners * members, dtype=np.float32)
    many[met] = count
    by_member = np.lexsort((first, met % members))
    return LaidOut(
        mean.reshape(heard_at.shape),
        many.reshape(heard_at.shape),
        met[by_member] // members,
        met[by_member] % members,
        newest[by_member],
        count[by_member],
        int(late.sum()),
        int((again & ~late).sum()),
    )


def follow_interval(seconds: Floats, member: Numbers, gap: Times, memory: float) -> Floats:
    """Move each member's interval by the share `memory` towards each of their gaps, one after the other."""
    many = np.bincount(member, minlength=len(seconds))
    # Rows come member by member: how many of the same member follow each.
    following = np.cumsum(many)[member] - 1 - np.arange(len(member))
    kept = (1 - memory) ** many
    moved = np.bincount(member, weights=memory * (1 - memory) ** following * gap, minlength=len(seconds))
    return (seconds * kept + moved).astype(np.float32)
