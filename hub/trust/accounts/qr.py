"""QR codes of links, drawn by the page."""

import segno


def qr_rows(text: str) -> list[str]:
    """Rows of 1 (dark) and 0."""
    return ["".join(str(int(cell)) for cell in row) for row in segno.make(text, micro=False, error="m").matrix]
