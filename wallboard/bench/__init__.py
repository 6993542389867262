"""What this machine can do, measured: frames, processor time and memory of the demonstration at its peak."""
