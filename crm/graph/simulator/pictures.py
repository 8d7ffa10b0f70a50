"""Draws the pictures that invented people attach; nothing is copied from anywhere."""

import hashlib
import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZE = (480, 360)
FORMATS = ("JPEG", "PNG", "GIF", "TIFF")
LARGEST = 10 * 1024 * 1024


@lru_cache(maxsize=256)
def draw(name: str) -> bytes:
    """A PNG of a street with a lamp and a puddle, its colours and places from the name."""
    chance = hashlib.sha256(name.encode()).digest()
    picture = Image.new("RGB", SIZE, (150 + chance[0] // 4, 180 + chance[1] // 5, 215))
    pen = ImageDraw.Draw(picture)
    horizon = 150 + chance[2] // 4
    pen.rectangle((0, horizon, SIZE[0], SIZE[1]), fill=(110, 110, 115))
    for place in range(4):
        left, height = place * 120 + chance[3 + place] // 8, 40 + chance[7 + place] // 3
        shade = 130 + chance[11 + place] // 3
        pen.rectangle(
            (left, horizon - height, left + 80, horizon), fill=(shade, shade - 20, shade - 40)
        )
    lamp = 60 + chance[15]
    pen.line((lamp, horizon + 60, lamp, horizon - 110), fill=(60, 60, 60), width=6)
    pen.line((lamp, horizon - 110, lamp + 40, horizon - 120), fill=(60, 60, 60), width=5)
    pool = 40 + chance[16]
    pen.ellipse((pool, horizon + 80, pool + 170, horizon + 130), fill=(70, 95, 130))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def is_picture(content: bytes) -> bool:
    """Whether Facebook would take the file as a photo."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError):
        return False
    return len(content) <= LARGEST
