"""wallboard: the wall display of a live commerce event."""

import os

# numpy's threads cost every process 0.05 s of its start, and a display has none; no array here is worth them
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
