"""What the settings of several parts are checked for."""


def fits_a_header(text: str | None) -> str | None:
    """What goes into a header or an address of a request. Raises `ValueError` for what breaks each of them."""
    if text is None:
        return None
    text = text.strip()  # as a file or a copied line ends
    if not text.isascii() or any(letter <= " " or letter == "\x7f" for letter in text):
        raise ValueError("it holds blanks or letters that no key has: copy it once more")
    return text


def needs_key(url: str, address: str | None, key: str, secret: str | None) -> None:
    """Settings `url` and `key` go together. Raises `ValueError`."""
    if address and not secret:
        raise ValueError(f"{url} needs {key}: nothing is taken there without it")
