"""Pure geometry: where panels lie on a canvas, and which canvas lies on which screen."""
