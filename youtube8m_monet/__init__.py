"""Motion for YouTube-8M without optical flow."""
