"""What a study takes: time, memory, disk, GPU-hours."""
