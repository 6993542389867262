"""Live pictures: decoders in processes of their own, and the shared memory through which the display gets frames."""
