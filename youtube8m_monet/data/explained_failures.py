"""Reading errors as errors that name the record."""

import contextlib

import tensorflow as tf

from youtube8m_monet.data.failure import explain_failure, is_record_failure


@contextlib.contextmanager
def explained_failures(shards, layout):
    """Raises a `UserError` for TensorFlow's errors about records.

    Args:
        shards: Files, in the order in which the dataset got them.
        layout: Their `RecordLayout`.
    """
    try:
        yield
    except tf.errors.OpError as error:
        if not is_record_failure(error):
            raise
        raise explain_failure(error, shards, layout) from None
