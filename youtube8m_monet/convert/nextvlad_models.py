"""The models of the NeXtVLAD authors' code.

Each function takes the shapes of a checkpoint's variables, by name, and returns
an `OriginalModel`. Theirs read two features, of which the second has half the
clusters and groups. What no shape tells, `drop_rate`, `cl_temperature` and
`cl_lambda`, makes no difference to predictions.
"""

from youtube8m_monet.convert.original_classifiers import (
    classifier,
    stream_model,
)
from youtube8m_monet.convert.original_layers import nextvlad_encoder
from youtube8m_monet.convert.original_model import (
    OriginalModel,
    known,
    known_sizes,
    ratio,
    size,
)
from youtube8m_monet.convert.pair import dense, norm, prefixed

SCOPES = ("video_VLAD", "audio_VLAD")
BRANCH_SCOPES = ("video_vlad", "audio_vlad")


def nextvlad_model(shapes):
    """Describes NeXtVLADModel."""
    return stream_model(
        shapes,
        nextvlad_encoder(*SCOPES),
        _encoder_options(shapes, "", SCOPES[0]),
        _feature_sizes(shapes, "", SCOPES),
    )


def mix_nextvlad_model(shapes):
    """Describes MixNeXtVladModel, whose branches are alike."""
    number = size(shapes, "mix_weights/biases")
    encoder = nextvlad_encoder(*BRANCH_SCOPES)
    last, options = classifier(shapes, "branch_0/")
    pairs = [
        *norm("mix_weights_bn", "mix_weights_bn"),
        *dense("mix_weights", "mix_weights"),
    ]
    for n in range(number or 1):
        pairs += prefixed(encoder, f"branch_{n}/", f"encoders.{n}.")
        pairs += prefixed(last, f"branch_{n}/", f"classifiers.{n}.")
    options = {
        **known(mix_number=number),
        **_encoder_options(shapes, "branch_0/", BRANCH_SCOPES[0]),
        **options,
    }
    features = _feature_sizes(shapes, "branch_0/", BRANCH_SCOPES)
    return OriginalModel(pairs, options, features)


def _encoder_options(shapes, branch, video):
    hidden = size(shapes, f"{branch}hidden1_weights")
    expand = f"{branch}{video}/fully_connected/weights"
    return known(
        nextvlad_cluster_size=size(shapes, f"{branch}{video}/cluster_weights2"),
        nextvlad_hidden_size=hidden,
        groups=size(shapes, f"{branch}{video}/fully_connected_1/biases"),
        expansion=ratio(size(shapes, expand), size(shapes, expand, 0)),
        gating_reduction=ratio(
            hidden, size(shapes, f"{branch}gating_weights_1")
        ),
    )


def _feature_sizes(shapes, branch, scopes):
    names = [f"{branch}{scope}/fully_connected/weights" for scope in scopes]
    return known_sizes(*(size(shapes, name, 0) for name in names))
