"""The recording on disk: segments that the collector alone writes, a journal that the display alone writes, readers."""
