"""Optimizers that vary one of Keras."""


def saved_as(parent):
    """Returns a decorator for a class that is to be saved as its parent.

    Keras writes an optimizer by the name of its class, and a model's file is
    to load where there are none but those of Keras.

    Args:
        parent: The class of Keras, of which the other takes the name.
    """

    def decorate(variant):
        for name in ("__module__", "__name__", "__qualname__"):
            setattr(variant, name, getattr(parent, name))
        return variant

    return decorate
