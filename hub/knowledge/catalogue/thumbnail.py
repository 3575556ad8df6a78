"""A small picture of a large one, in a process of its own with little memory and time: `python -m` this.

The picture comes in on standard input and a WebP goes out. Whatever else was in the file is gone: metadata, a second
format behind the first, scripts.
"""

import io
import resource
import sys

# What a camera makes; a file of a few kilobytes can claim a million times as much.
MOST_PIXELS = 50_000_000
SIDE_PIXELS = 480
_QUALITY = 78
_MOST_MEMORY_BYTES, _MOST_CPU_SECONDS = 1 << 30, 15
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


class NoPicture(ValueError):
    """Nothing that can be shown."""


def thumbnail(picture: bytes) -> bytes:
    """As WebP. Raises `NoPicture`."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - a hub itself never decodes a picture

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(picture), formats=KINDS) as opened:
            _refuse_bomb(opened.width * opened.height)
            opened.draft("RGB", (SIDE_PIXELS, SIDE_PIXELS))
            opened.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
            plain.info.clear()
            kept = io.BytesIO()
            plain.save(kept, "WEBP", quality=_QUALITY)
    except NoPicture:
        raise
    except Exception as error:  # noqa: BLE001 - a decoder of pictures raises anything
        raise NoPicture(type(error).__name__) from None
    return kept.getvalue()


def _refuse_bomb(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise NoPicture("it has too many pixels")


def main() -> int:
    """0 and the picture; 1 for what is none."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_SECONDS, _MOST_CPU_SECONDS))
    try:
        sys.stdout.buffer.write(thumbnail(sys.stdin.buffer.read()))
    except NoPicture:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
