"""Recipes: values for the options that no flag gives."""

import dataclasses

from youtube8m_monet.errors import unknown_name

PRESETS = {
    # Tang, Ma, Zhou 2019, section 4: how MoNet learns from true flow.
    "paper": {
        "optimizer": "Adam",
        "base_learning_rate": 2e-4,
        "learning_rate_decay": 0.1,
        "learning_rate_decay_epochs": 15.0,
        "clip_global_norm": 1.0,
        "num_epochs": 40,
        "hallucinator": "monet",
        "hallucinator_layers": 5,
        "alpha": 10.0,
    },
}


# What a flag says, and what a recipe would say instead of it.
_RIVALS = {
    "learning_rate_decay_epochs": "learning_rate_decay_examples",
    "clip_global_norm": "clip_gradient_norm",
}


def preset(name):
    """Returns the recipe that `--preset` names, the empty one for "".

    Raises:
        UserError: If there is none of that name; it lists the known ones.
    """
    if not name:
        return {}
    if name not in PRESETS:
        raise unknown_name("preset", name, PRESETS, "preset")
    return PRESETS[name]


def fill(config, given, recipe):
    """Returns a config with a recipe's values where no flag is given.

    Args:
        config: The config.
        given: Names of the flags that the command line holds.
        recipe: Mapping of option to value.

    Returns:
        The new config, and what was filled in.
    """
    chosen = {
        name: value
        for name, value in recipe.items()
        if name not in given and _RIVALS.get(name) not in given
    }
    return dataclasses.replace(config, **chosen), chosen
