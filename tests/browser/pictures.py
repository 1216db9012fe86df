"""Pictures that are compared with those of earlier runs."""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from pixelmatch.contrib.PIL import pixelmatch

_FOLDER: Final = Path(__file__).parent / "reference"


def unlike(made: bytes, name: str, size: tuple[int, int] = (800, 450)) -> float:
    """Return the share of pixels in which a picture differs from its reference, both at `size`.

    A reference that is missing is written, for somebody to look at, and is wholly unlike.
    """
    picture = Image.open(io.BytesIO(made)).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    file = _FOLDER / name
    if not file.exists():
        picture.save(file, optimize=True)
        return 1.0
    reference = Image.open(file).convert("RGB")
    return float(pixelmatch(picture, reference, threshold=0.15)) / (size[0] * size[1])
