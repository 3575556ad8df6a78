"""Whether what somebody wrote beside an order says that it is a gift. Pure.

Shops ask with a field of their own, so there is no one name: `Gift`, `is_gift`, `Gift message`, `Gave`, `Gåva`.
"""

import re

_WORDS = frozenset({"gift", "gave", "gåva", "present", "gavebesked", "gavehilsen", "gaveindpakning", "gaveinnpakning"})
_WORDS_OF_SEVERAL = frozenset({"giftwrap", "giftmessage", "giftnote"})
# A gift card is an article, and not a mark.
_NO_MARK = frozenset({"card", "kort", "certificate", "voucher"})
NO = frozenset({"", "0", "no", "false", "nej", "nei", "off", "none", "null", "n"})


def is_gift_mark(name: str, value: str) -> bool:
    """By the name of a field and what was filled in."""
    words = set(re.findall(r"[^\W_]+", name.casefold()))
    return bool(words & (_WORDS | _WORDS_OF_SEVERAL)) and not words & _NO_MARK and value.strip().casefold() not in NO
