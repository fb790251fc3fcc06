"""The parts of a model, and how people call them."""

from youtube8m_monet.layers import (
    FrameConv,
    FrameMLP,
    FrameRNN,
    Fusion,
    MoNet,
    VideoStream,
)

_RNNS = {"gru": "GRU", "lstm": "LSTM", "indrnn": "IndRNN"}


def model_parts(model):
    """Returns the parts that a model is made of, by title.

    Those of a model of one stream are the parts of the stream.

    Args:
        model: A `VideoClassifier`.

    Returns:
        Mapping of title to layer. No layer lies in another.
    """
    stream = getattr(model, "stream", None)
    if stream is None:
        return {_title(layer, model): layer for layer in model.layers}
    parts = {"features": stream.frame_features}
    if stream.encoder is not None:
        parts[f"encoder: {_short(stream.encoder)}"] = stream.encoder
    parts[f"classifier: {_short(stream.classifier)}"] = stream.classifier
    return parts


def hallucinator_title(layer):
    """Returns what a hallucinator is.

    Args:
        layer: One of `layers.HALLUCINATORS`.

    Example:
    >>> from youtube8m_monet.layers import make_hallucinator
    >>> hallucinator_title(make_hallucinator("bigru"))
    'bidirectional GRU, 1 layer'
    """
    if isinstance(layer, FrameRNN):
        name = _RNNS[layer.cell]
        name = f"bidirectional {name}" if layer.bidirectional else name
    elif isinstance(layer, MoNet):
        name = "MoNet" if layer.variant == "paper" else "released MoNet"
    else:
        names = {FrameMLP: "perceptron", FrameConv: "convolutions"}
        name = names.get(type(layer), type(layer).__name__)
    plural = "" if layer.num_layers == 1 else "s"
    return f"{name}, {layer.num_layers} layer{plural}"


def _title(layer, model):
    is_judge = layer is getattr(model, "judge", None)
    name = "judge" if is_judge else layer.name.replace("_", " ")
    kind = _kind(layer)
    return f"{name}: {kind}" if kind else name


def _kind(layer):
    """Returns what a part is where its name does not tell, or ""."""
    if hasattr(layer, "num_layers"):
        return hallucinator_title(layer)
    if isinstance(layer, Fusion):
        return layer.method
    stream = getattr(layer, "stream", layer)
    if isinstance(stream, VideoStream):
        parts = [stream.encoder, stream.classifier]
        return ", ".join(_short(part) for part in parts if part is not None)
    suffixes = ("Encoder", "Classifier")
    return _short(layer) if type(layer).__name__.endswith(suffixes) else ""


def _short(layer):
    name = type(layer).__name__
    return name.removesuffix("Encoder").removesuffix("Classifier")
