"""How long a test waits for another process or thread: only what hangs is cut off, however busy the machine."""

from __future__ import annotations

PATIENCE_S = 300.0
