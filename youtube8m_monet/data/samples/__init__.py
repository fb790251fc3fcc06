"""The built-in samples: small, generated, in the true record format."""

from youtube8m_monet.data.samples import motion, rhythm
from youtube8m_monet.errors import unknown_name

SAMPLES = {"rhythm": rhythm, "motion": motion}


def find_sample(name):
    """Returns the module of a sample.

    Raises:
        UserError: If there is none of that name; it lists the known ones.
    """
    if name not in SAMPLES:
        raise unknown_name("sample", name, SAMPLES, "sample")
    return SAMPLES[name]


def sample_for(features):
    """Returns the name of the sample for a model that reads some features."""
    return "motion" if "flow" in features else "rhythm"


def held_features(name, features):
    """Returns the features that a sample holds, with the sample's sizes.

    Args:
        name: The sample's.
        features: Mapping of feature name to size, as a model wants them.

    Returns:
        The mapping for the sample; where it holds none of them, the one given.
    """
    held = find_sample(name).FEATURES
    return {n: held[n] for n in features if n in held} or features
