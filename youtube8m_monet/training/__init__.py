"""Training a built model, and the files of a run."""
