"""From what the flags say to what a training run does: recipes and features."""

import dataclasses

from frame_level_models import registry
from youtube8m_monet import data
from youtube8m_monet.config import resolve_features
from youtube8m_monet.config.presets import fill, preset
from youtube8m_monet.data import samples


def resolve(config, given):
    """Fills in the recipes, of a preset and of a built-in sample.

    Args:
        config: The `TrainConfig`.
        given: Flags that the command line holds; they win over any recipe.

    Returns:
        The config, and the mapping of feature name to size.
    """
    recipe = preset(config.preset)
    config = _fill_aloud(config, given, f"--preset={config.preset}", recipe)
    features = resolve_features(config, registry.model_class(config.model))
    if config.train_data_pattern:
        return config, features
    name = config.sample or samples.sample_for(features)
    of_sample = {"sample": name, **samples.find_sample(name).RECIPE}
    recipe = {n: v for n, v in of_sample.items() if n not in recipe}
    config = _fill_aloud(config, given, "the built-in sample", recipe)
    if config.feature_sizes is None:
        features = samples.held_features(name, features)
    return config, features


def decay_in_examples(config, shards):
    """Returns the config with its decay in epochs turned into videos."""
    if config.learning_rate_decay_epochs is None:
        return config
    epochs = config.learning_rate_decay_epochs
    examples = epochs * data.estimate_num_records(shards)
    print(
        f"The learning rate decays every {epochs:g} epochs, about "
        f"{examples:,.0f} videos.",
        flush=True,
    )
    return dataclasses.replace(config, learning_rate_decay_examples=examples)


def _fill_aloud(config, given, name, recipe):
    of_others = registry.options_of_others(registry.model_class(config.model))
    recipe = {n: v for n, v in recipe.items() if n not in of_others}
    config, chosen = fill(config, given, recipe)
    if chosen:
        text = " ".join(f"--{n}={value}" for n, value in chosen.items())
        print(f"For {name}: {text}", flush=True)
    return config
