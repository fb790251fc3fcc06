"""How near hallucinated flow is to true flow."""

import numpy as np


class HallucinationMetrics:
    """Accumulates errors of flow features over the valid frames of batches.

        mse     mean over frames and dimensions of (s - s_gt)^2
        cosine  mean over frames of s . s_gt / (|s| |s_gt|), 0 where either
                is zero
        r2      1 - mse / mse_mean, NaN where flow never changes

    beside what it takes no skill to reach: the mean squared errors of zero, of
    the mean flow of the very frames that are evaluated (which is harder to
    beat than that of others), and of the appearance features as they are.
    """

    def __init__(self):
        self.num_frames = 0
        self._sums = {}
        self._origin = None

    def accumulate(self, outputs):
        """Adds a batch.

        Args:
            outputs: Dict of arrays: `flow`, `target_flow` `[B, T, D]`,
                `num_frames` int `[B]`; and `appearance` `[B, T, D]`, if it can
                be compared with flow.
        """
        steps = outputs["flow"].shape[1]
        valid = np.arange(steps) < outputs["num_frames"][:, None]
        target = outputs["target_flow"][valid].astype("float64")
        flow = outputs["flow"][valid].astype("float64")
        if self._origin is None and len(target):
            # The spread about a frame does not drown in the flow's mean, and
            # that of flow which never changes is 0.
            self._origin = target[0]
        moved = target - (0 if self._origin is None else self._origin)
        terms = {
            "error": np.square(flow - target),
            "moved": moved,
            "spread": np.square(moved),
            "zero": np.square(target),
        }
        if "appearance" in outputs:
            copy = outputs["appearance"][valid].astype("float64")
            terms["copy"] = np.square(copy - target)
        for name, rows in terms.items():
            self._sums[name] = self._sums.get(name, 0.0) + rows.sum(axis=0)
        cosines = _cosines(flow, target).sum()
        self._sums["cosine"] = self._sums.get("cosine", 0.0) + cosines
        self.num_frames += len(target)

    def get(self):
        """Returns the metrics of everything accumulated so far.

        Returns:
            Dict of the floats `mse`, `cosine`, `r2`, `mse_zero`, `mse_mean`,
            `mse_copy` (where there was appearance), of `num_frames`, and of
            `dimension_mse`, float64 `[D]`.
        """
        means = {k: v / self.num_frames for k, v in self._sums.items()}
        variance = means["spread"] - np.square(means["moved"])
        error, spread = float(means["error"].mean()), float(variance.mean())
        found = {
            "mse": error,
            "cosine": float(means["cosine"]),
            "r2": 1 - error / spread if spread > 0 else float("nan"),
            "mse_zero": float(means["zero"].mean()),
            "mse_mean": spread,
        }
        if "copy" in means:
            found["mse_copy"] = float(means["copy"].mean())
        return {
            **found,
            "num_frames": self.num_frames,
            "dimension_mse": means["error"],
        }


def _cosines(one, other):
    """Returns the cosine of each pair of rows, 0 where either is zero."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    products = np.sum(one * other, axis=1)
    return np.divide(
        products, lengths, out=np.zeros(len(one)), where=lengths > 0
    )
