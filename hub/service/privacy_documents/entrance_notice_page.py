"""The sign on an A4 page: laid out once, in millimetres, and written as SVG with real text and as PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import segno
from fpdf import FPDF

from hub.ground.errors import PaperError
from hub.service.privacy_documents.entrance_notice import Sign

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210.0, 297.0, 15.0
MM_PER_PT = 25.4 / 72
# Capitals are read from about 300 times their height: at 2 m they must have 6.7 mm, which Helvetica has at 26.5 pt
# (capitals are 0.718 of its size).
LARGE_PT = 27.0
TITLE_PT = 44.0
# For who steps up to it: 0.9 m.
SMALL_PT = 12.0
LEADING = 1.22
BETWEEN_MM = 6.0
# Phones read a code from about ten times its size: an arm's length.
QR_MM = 62.0
# Of each side of a code (ISO/IEC 18004).
QUIET_MODULES = 4
# The PDF's own Helvetica: it needs no font file, and has the letters of Latin-1.
FONT = "helvetica"
_BOLD = ' font-weight="bold"'


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `y_mm` is its baseline, from the top."""

    x_mm: float
    y_mm: float
    size_pt: float
    bold: bool
    text: str
    width_mm: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A black bar of the code."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page, ready to be written."""

    language: str
    title: str
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]


def lay_out(sign: Sign) -> Page:
    """Put the sign on a page. Raises `PaperError` when it does not fit, or has letters that the font lacks."""
    measure = FPDF(unit="mm", format="A4")
    below, width = HEIGHT_MM - MARGIN_MM - QR_MM, WIDTH_MM - 2 * MARGIN_MM
    lines = list(_flow(measure, sign.title, TITLE_PT, MARGIN_MM, MARGIN_MM, width, bold=True))
    for number, text in enumerate(sign.large):
        top = lines[-1].y_mm + BETWEEN_MM + (BETWEEN_MM if number == 0 else 0)
        lines += _flow(measure, text, LARGE_PT, MARGIN_MM, top, width, bold=number == 0)
    if lines[-1].y_mm + BETWEEN_MM > below:
        raise PaperError("the sign does not fit on one A4 page: give the sensitive zones shorter names.")
    left, top = MARGIN_MM + QR_MM + BETWEEN_MM, below
    beside = WIDTH_MM - MARGIN_MM - left
    for text in (*sign.small, f"{sign.scan} {sign.url}"):
        small = list(_flow(measure, text, SMALL_PT, left, top, beside, bold=False))
        lines += small
        top = small[-1].y_mm + BETWEEN_MM / 4
    if top > HEIGHT_MM - MARGIN_MM + SMALL_PT * MM_PER_PT:
        raise PaperError("the sign does not fit on one A4 page: shorten the firm's address, contact or notice URL.")
    return Page(sign.language, sign.title, tuple(lines), tuple(_code(sign.url, MARGIN_MM, below)))


def as_svg(page: Page) -> str:
    """The page as SVG; its text can be selected, searched and read aloud."""
    texts = "\n".join(
        f'<text x="{line.x_mm:.2f}" y="{line.y_mm:.2f}" font-size="{line.size_pt * MM_PER_PT:.3f}"'
        # Where there is no Helvetica another font takes its place: it is squeezed into the same width.
        f' textLength="{line.width_mm:.2f}" lengthAdjust="spacingAndGlyphs"'
        f"{_BOLD if line.bold else ''}>{escape(line.text)}</text>"
        for line in page.lines
    )
    code = "".join(
        f"M{b.x_mm:.3f} {b.y_mm:.3f}h{b.width_mm:.3f}v{b.height_mm:.3f}h-{b.width_mm:.3f}z" for b in page.bars
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM:g}mm" height="{HEIGHT_MM:g}mm"'
        f' viewBox="0 0 {WIDTH_MM:g} {HEIGHT_MM:g}" xml:lang="{page.language}"'
        f' font-family="Helvetica, Arial, \'Liberation Sans\', sans-serif" fill="#000">\n'
        f"<title>{escape(page.title)}</title>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n{texts}\n'
        f'<path shape-rendering="crispEdges" d="{code}"/>\n</svg>\n'
    )


def as_pdf(page: Page) -> bytes:
    """The page as PDF, ready for the printer."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(page.title)
    pdf.set_lang(page.language)
    pdf.add_page()
    for line in page.lines:
        pdf.set_font(FONT, style="B" if line.bold else "", size=line.size_pt)
        pdf.text(line.x_mm, line.y_mm, line.text)
    for bar in page.bars:
        pdf.rect(bar.x_mm, bar.y_mm, bar.width_mm, bar.height_mm, style="F")
    return bytes(pdf.output())


def _flow(
    measure: FPDF, text: str, size_pt: float, left: float, top: float, width: float, *, bold: bool
) -> Iterator[Line]:
    """Lines of a paragraph, broken between words."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise PaperError(
            f'"{text}" has a letter that the sign\'s font lacks: {text[error.start]}. Write it otherwise in the'
            " settings or on the floor plan."
        ) from None
    measure.set_font(FONT, style="B" if bold else "", size=size_pt)
    step, line = size_pt * MM_PER_PT * LEADING, ""
    y = top + size_pt * MM_PER_PT
    for word in text.split():
        for piece in _pieces(measure, word, width):
            if line and measure.get_string_width(f"{line} {piece}") > width:
                yield Line(left, y, size_pt, bold, line, measure.get_string_width(line))
                y, line = y + step, ""
            line = f"{line} {piece}" if line else piece
    yield Line(left, y, size_pt, bold, line, measure.get_string_width(line))


def _pieces(measure: FPDF, word: str, width: float) -> Iterator[str]:
    """A word that is wider than the column (an address of a page) is cut."""
    while word:
        end = len(word)
        while end > 1 and measure.get_string_width(word[:end]) > width:
            end -= 1
        yield word[:end]
        word = word[end:]


def _code(url: str, left: float, top: float) -> Iterator[Bar]:
    rows = [list(row) for row in segno.make(url, micro=False, error="m").matrix_iter(border=QUIET_MODULES)]
    module = QR_MM / len(rows)
    for number, row in enumerate(rows):
        start: int | None = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            if not dark and start is not None:
                yield Bar(left + start * module, top + number * module, (column - start) * module, module)
                start = None
