"""One model a file, and the registry of them all."""
