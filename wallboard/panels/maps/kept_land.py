"""The name under which prepared land is kept between runs: it says all that the land was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wallboard.paint.kept_pictures import code_of
from wallboard.paint.theme import Look
from wallboard.scene.fit import Fit
from wallboard.scene.geography import Points


def name_of(kind: str, lines: Sequence[Points], fit: Fit, box: tuple[int, int, int, int], look: Look) -> str:
    """What a prepared land is made of: `lines` are all its outlines, borders and so on, in metres."""
    shape = hashlib.sha256()
    for line in lines:
        shape.update(str(line.shape).encode())
        shape.update(np.ascontiguousarray(line).tobytes())
    code = code_of(Path(__file__).parent)
    return repr((kind, code, shape.hexdigest(), fit, box, look.width, look.height, look.safe, look.theme.told))
