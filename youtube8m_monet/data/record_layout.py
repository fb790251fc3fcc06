"""How the records of a data set are stored."""

import dataclasses

from youtube8m_monet.data.schema import RecordSchema

BYTES = "bytes"
FLOATS = "floats"
FLOAT_BYTES = "float_bytes"
BYTES_PER_VALUE = {BYTES: 1, FLOAT_BYTES: 4}
_NO_LABELS = "no labels are read"


@dataclasses.dataclass(frozen=True)
class RecordLayout:
    """How the records of a data set are stored.

    Args:
        schema: What is asked of them.
        id_key: The feature that holds the video's id.
        storage: Pairs (feature name, way). The ways to hold a vector:
            "bytes", a byte string of uint8 codes; "floats", a list of floats;
            "float_bytes", a byte string of little-endian float32 values.
        keys: Pairs (feature name, its name in the records), for those that
            have another name there.
        label_key: The feature that holds the labels.
    """

    schema: RecordSchema
    id_key: str
    storage: tuple
    keys: tuple = ()
    label_key: str = "labels"

    @property
    def is_frame_level(self):
        """Whether a record holds one vector a frame."""
        return self.schema.kind == "frame"

    @property
    def fields(self):
        """Tuples (feature name, name in the records, size, storage)."""
        storage = dict(self.storage)
        return tuple(
            (name, self.key_of(name), size, storage[name])
            for name, size in self.schema.features
        )

    @property
    def dtypes(self):
        """Mapping of each feature to "uint8", where codes are, or "float32"."""
        return {
            name: "uint8" if way == BYTES else "float32"
            for name, way in self.storage
        }

    def without_labels(self):
        """Returns a layout by which labels, good or bad, are not read."""
        return dataclasses.replace(self, label_key=_NO_LABELS)

    def key_of(self, name):
        """Returns the name that a feature has in the records."""
        return dict(self.keys).get(name, name)
