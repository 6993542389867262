"""wallboard: the wall display of a live commerce event."""

import os

# numpy's threads cost every process 0.05 s of its start, and a display has none; no array here is worth them
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# pydantic would look through all packages for plugins, 5 ms of every start, and load what it finds into a display
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
