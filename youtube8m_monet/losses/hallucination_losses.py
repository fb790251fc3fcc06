"""The two terms of the paper's Eq. 13, by which MoNet learns."""

from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask


def flow_loss(target, flow, num_frames):
    """Returns the mean squared error of flow features over valid frames.

        sum_{n, t < num_frames_n, d} (s_ntd - s_gt_ntd)^2
            / (D * sum_n num_frames_n)

    the first term of Eq. 13 of Tang, Ma, Zhou 2019. Frames past `num_frames`
    carry neither value nor gradient, whatever they hold.

    Args:
        target: True flow features, `[B, T, D]`.
        flow: Hallucinated ones, `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.

    Returns:
        float32 scalar; 0 where no video has a frame.

    Example:
    >>> target, flow = np.zeros((1, 2, 1)), np.array([[[2.0], [9.0]]])
    >>> float(flow_loss(target, flow, np.array([1])))
    4.0
    """
    size = ops.shape(flow)[-1]
    mask = frame_mask(num_frames, ops.shape(flow)[1], "bool")
    error = ops.cast(flow, "float32") - ops.cast(target, "float32")
    # Chosen before squaring: the gradient of what is left out is then 0.
    squares = ops.square(ops.where(mask, error, 0.0))
    valid = ops.maximum(ops.sum(ops.cast(mask, "float32")), 1.0)
    return ops.sum(squares) / (valid * size)


def judgement_loss(target_predictions, predictions):
    """Returns how differently a classifier judges true and imagined flow.

        mean_{n, c} |p(S)_nc - p(S_gt)_nc|

    the second term of Eq. 13, without its weight alpha.

    Args:
        target_predictions: p(S_gt), `[B, C]`; no gradient flows into it.
        predictions: p(S), `[B, C]`.

    Returns:
        float32 scalar.

    Example:
    >>> round(float(judgement_loss(np.array([[1.0]]), np.array([[0.7]]))), 4)
    0.3
    """
    target = ops.stop_gradient(ops.cast(target_predictions, "float32"))
    return ops.mean(ops.abs(ops.cast(predictions, "float32") - target))
