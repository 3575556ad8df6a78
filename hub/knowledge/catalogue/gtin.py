"""Trade item numbers: compared at 14 digits, and only when the check digit is right. Pure."""

_LENGTHS = frozenset({8, 12, 13, 14})


def gtin14(text: str) -> str:
    """The number at 14 digits, padded with zeros; empty when it is none (GS1 General Specifications, 7.9)."""
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdecimal()) or not digits.strip("0"):
        return ""
    padded = digits.zfill(14)
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(padded[:13]))
    return padded if (10 - weighted % 10) % 10 == int(padded[13]) else ""
