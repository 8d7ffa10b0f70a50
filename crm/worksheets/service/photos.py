"""Take in photos of the place: made anew, so that nothing hidden in the file comes along."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict, CrmError
from crm.worksheets.models import Photo, Worksheet
from crm.worksheets.service.history import record

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
MOST_PHOTOS = 10
MOST_TOGETHER = 4
COLUMNS, TILE, GAP = 2, 800, 8
QUALITY = 85
CONTENT_TYPE = "image/jpeg"
PHOTOS = "photos"


class NotAPhoto(CrmError):
    """The file is no picture that can be read."""

    sentence = N_("ไฟล์นี้ไม่ใช่ภาพถ่ายที่เปิดได้ กรุณาส่งภาพแบบ JPEG, PNG หรือ WebP")


class PhotoTooLarge(CrmError):
    """The picture is larger than any camera's."""

    status = 413
    sentence = N_("ภาพใหญ่เกินไป กรุณาส่งภาพที่ไม่เกิน 10 เมกะไบต์")


class TooManyPhotos(Conflict):
    """Enough photos of one case."""

    sentence = N_("เรื่องนี้มีภาพครบ %(n)s ภาพแล้ว หากจำเป็นต้องส่งเพิ่ม กรุณาส่งทางข้อความของเพจ")


class PhotoKnown(Conflict):
    """The same photo has been sent before."""

    sentence = N_("ศูนย์ฯ ได้รับภาพนี้แล้ว ไม่ต้องส่งซ้ำ")


class TooManyTogether(CrmError):
    """More photos than can still be made out in one picture."""

    sentence = N_("ส่งภาพไปกับผลได้ไม่เกิน %(n)s ภาพ")


def redraw(content: bytes) -> bytes:
    """The picture as a new JPEG: upright, at most 1,600 pixels, without place, date or owner."""
    if len(content) > LARGEST_FILE:
        raise PhotoTooLarge
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoTooLarge
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPhoto from error
    except Image.DecompressionBombError as error:
        raise PhotoTooLarge from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()
    drawn = BytesIO()
    upright.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def add_photo(
    sheet: Worksheet, picture: bytes, *, folder: Path, by: User | None, now: datetime
) -> Photo:
    """Keep a redrawn picture in the folder and on the case; `by` None means the citizen."""
    name = f"{sheet.id}-{hashlib.sha256(picture).hexdigest()[:32]}.jpg"
    _check_welcome(sheet, name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(picture)
    photo = Photo(
        worksheet_id=sheet.id,
        file_name=name,
        content_type=CONTENT_TYPE,
        by_citizen=by is None,
        added_at=now,
        added_by_id=by.id if by else None,
    )
    db.session.add(photo)
    db.session.flush()
    record(sheet, "photo", by=by, now=now, new=photo.id)
    return photo


def show_with_result(photos: Sequence[Photo], *, now: datetime) -> None:
    """Let the citizens of the case see the photos from now on, beside the result."""
    for photo in photos:
        photo.told_at = photo.told_at or now


def picture_of(photos: Sequence[Photo], *, folder: Path) -> str | None:
    """The file that shows all of them, since a comment takes one picture; None without photos.

    Two stand side by side, the first on the left. Raises TooManyTogether.
    """
    if len(photos) > MOST_TOGETHER:
        raise TooManyTogether(n=MOST_TOGETHER)
    if len(photos) < COLUMNS:
        return photos[0].file_name if photos else None
    together = _together([(folder / photo.file_name).read_bytes() for photo in photos])
    name = f"{photos[0].worksheet_id}-{hashlib.sha256(together).hexdigest()[:32]}.jpg"
    (folder / name).write_bytes(together)
    return name


def _together(pictures: Sequence[bytes]) -> bytes:
    rows = -(-len(pictures) // COLUMNS)
    size = (COLUMNS * TILE + (COLUMNS - 1) * GAP, rows * TILE + (rows - 1) * GAP)
    sheet = Image.new("RGB", size, "white")
    for place, content in enumerate(pictures):
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            tile = ImageOps.pad(picture.convert("RGB"), (TILE, TILE), color="white")
        sheet.paste(tile, (place % COLUMNS * (TILE + GAP), place // COLUMNS * (TILE + GAP)))
    drawn = BytesIO()
    sheet.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def _check_welcome(sheet: Worksheet, name: str) -> None:
    of_case = select(func.count()).where(Photo.worksheet_id == sheet.id)
    if db.session.scalar(of_case.where(Photo.file_name == name)):
        raise PhotoKnown
    if (db.session.scalar(of_case) or 0) >= MOST_PHOTOS:
        raise TooManyPhotos(n=MOST_PHOTOS)
