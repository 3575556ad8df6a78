"""A customer's id, as the retailer's sign-in, tills and platforms have it: one meaning at every door. Pure.

Retailers' ids are of every make: `auth0|5f7c8ec7c33c6c004bbafe82`, `gid://shopify/Customer/9001`, an e-mail address, a
number. So a door refuses only what can be no id, and whoever puts an id into a URL or a query escapes it there.
"""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

# OpenID Connect Core, section 2: `sub` has 255 characters at most. No platform has a longer one.
LONGEST = 255
WHAT_IT_IS = f"1 to {LONGEST} characters that can be seen, no blank around them, and no step ../ of a path"
# Integers up to here are exact in every JSON reader (RFC 8259, section 6).
_EXACT = 2**53
_STEPS = re.compile(r"[/\\]")


def as_customer_ref(value: object) -> str:
    """The id that a value is; a whole number is one as well, as some tills and platforms write it.

    Letters stay as they are: two ids that differ in a capital are two customers. Raises `ValueError` that says what an
    id is.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**LONGEST else None
    if not isinstance(value, str) or not is_customer_ref(value):
        raise ValueError(f"a customer id is {WHAT_IT_IS}")
    return value


def is_customer_ref(text: str) -> bool:
    """Whether a text can be a customer id."""
    is_shown = 0 < len(text) <= LONGEST and text.isprintable() and text == text.strip()
    # Escaped or not, servers resolve these steps, and answer about somebody else.
    return is_shown and {".", ".."}.isdisjoint(_STEPS.split(text))


CustomerRef = Annotated[str, BeforeValidator(as_customer_ref), Field(min_length=1, max_length=LONGEST)]
