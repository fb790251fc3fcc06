"""The text of a Kaggle submission."""

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.best_classes import best_classes

HEADER = "VideoId,LabelConfidencePairs\n"


def format_predictions(video_ids, predictions, top_k):
    r"""Yields a line `id,label confidence label confidence ...` a video.

    Pairs come by descending confidence, ties by lower label. Confidences have
    six significant digits, as the starter's: at most 5e-7 off in [0, 1].

    Args:
        video_ids: B strings or UTF-8 bytes.
        predictions: `[B, C]` probabilities.
        top_k: Pairs a video; clamped to C.

    Raises:
        UserError: if there are not as many ids as predictions, or an id cannot
            stand in a line, or a prediction is NaN, or `top_k` is below 1.

    Example:
    >>> list(format_predictions([b"ab12"], [[0.25, 0.5, 0.125]], top_k=2))
    ['ab12,1 0.5 0 0.25\n']
    """
    if len(video_ids) != len(predictions):
        raise UserError(
            "Video ids and predictions do not match.",
            expected=f"{len(predictions)} ids, one a prediction",
            received=f"len(video_ids)={len(video_ids)}",
        )
    names = [_id_text(video_id) for video_id in video_ids]
    classes, scores = best_classes(predictions, top_k)
    pairs = np.stack([classes, scores], axis=-1).reshape(
        len(names), 2 * classes.shape[1]
    )
    pattern = " ".join(["%d %g"] * classes.shape[1])
    for name, values in zip(names, pairs.tolist(), strict=True):
        yield f"{name},{pattern % tuple(values)}\n"


def _id_text(video_id):
    try:
        text = video_id.decode() if isinstance(video_id, bytes) else video_id
    except UnicodeDecodeError:
        text = None
    if text is None or any(character in text for character in ',"\r\n'):
        raise UserError(
            "A video id cannot stand in a CSV line.",
            expected="UTF-8 without comma, quotation mark and line break",
            received=f"video_id={video_id!r}",
            fix="Give the video another id in its record.",
        )
    return text
