"""A QR code that a screen draws itself: rows of dark and light."""

import segno


def qr_rows(text: str) -> list[str]:
    """Each row from the top as "1" for dark and "0" for light, without the quiet margin of four around it."""
    return ["".join(str(int(cell)) for cell in row) for row in segno.make(text, micro=False, error="m").matrix]
