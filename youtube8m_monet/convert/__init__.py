"""Weights of the TensorFlow 1 programs, as runs of ours."""
