"""A small picture for a public page, drawn anew: PNG, and nothing in it but what is seen.

Called in a confined process only.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from testimonies.evidence.kinds import QUICK_PIXELS
from testimonies.evidence.opening import Verdict

KINDS = ("PNG", "JPEG", "WEBP")
BOX = (480, 240)
#: Beyond that a photograph has crept in, and 256 colours will do.
LARGE = 64 * 1024


def make(file: IO[bytes], target: Path) -> Verdict:
    try:
        with Image.open(file, formats=KINDS) as picture:
            if picture.width * picture.height > QUICK_PIXELS:
                return Verdict.PIXELS
            bare = _drawn(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Verdict.PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Verdict.DAMAGED_PICTURE
    bare.save(target, "PNG", optimize=True)
    if target.stat().st_size > LARGE:
        bare.quantize(256, method=Image.Quantize.FASTOCTREE).save(target, "PNG", optimize=True)
    return Verdict.OPENS


def _drawn(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in {"RGBA", "LA", "PA", "P"}:
        upright = upright.convert("RGB")  # from CMYK there is no other way
    seen = upright.convert("RGBA")
    seen.thumbnail(BOX, Image.Resampling.LANCZOS)
    bare = Image.new("RGBA", seen.size)
    bare.paste(seen)
    return bare
