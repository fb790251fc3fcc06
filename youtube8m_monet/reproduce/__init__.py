"""Runs the tables of the paper, as `experiments/` describes them."""
