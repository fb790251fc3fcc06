"""The layers that hallucinate flow, by the names `--hallucinator` takes."""

import functools

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.layers.frame_conv import FrameConv
from youtube8m_monet.layers.frame_mlp import FrameMLP
from youtube8m_monet.layers.frame_rnn import FrameRNN
from youtube8m_monet.layers.monet import MoNet

HALLUCINATORS = {
    "monet": MoNet,
    "mlp": FrameMLP,
    "conv": FrameConv,
    "gru": functools.partial(FrameRNN, cell="gru"),
    "lstm": functools.partial(FrameRNN, cell="lstm"),
    "bigru": functools.partial(FrameRNN, cell="gru", bidirectional=True),
    "bilstm": functools.partial(FrameRNN, cell="lstm", bidirectional=True),
    "indrnn": functools.partial(FrameRNN, cell="indrnn"),
}


def make_hallucinator(
    hallucinator="monet",
    units=1024,
    hallucinator_layers=None,
    monet_variant="paper",
    **kwargs,
):
    """Returns a layer from appearance features to flow features.

    Besides MoNet, those that Table 1 of its paper compares it with. All map
    `(features [B, T, D], num_frames [B] or None)` to `[B, T, D']`, with zeros
    past `num_frames`, and have `multiply_adds`.

    Args:
        hallucinator: One of `HALLUCINATORS`.
        units: D', the size of a flow feature.
        hallucinator_layers: Its layers. `None`: its own default, which is 5
            for MoNet, 2 for `"mlp"` and `"conv"`, 1 for the recurrent ones.
        monet_variant: `"paper"` or `"released"`; only `"monet"` reads it.
        **kwargs: As for `keras.layers.Layer`.

    Raises:
        UserError: For an unknown name.

    Example:
    >>> make_hallucinator("bigru", 16, hallucinator_layers=2).num_layers
    2

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """
    if hallucinator not in HALLUCINATORS:
        raise unknown_name(
            "hallucinator", hallucinator, HALLUCINATORS, "hallucinator"
        )
    if hallucinator_layers is not None:
        kwargs["num_layers"] = hallucinator_layers
    if hallucinator == "monet":
        kwargs["variant"] = monet_variant
    return HALLUCINATORS[hallucinator](units, **kwargs)
