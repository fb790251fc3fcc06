"""How the records of a data set are stored."""

import dataclasses

from youtube8m_monet.data.schema import RecordSchema

BYTES = "bytes"
FLOATS = "floats"


@dataclasses.dataclass(frozen=True)
class RecordLayout:
    """How the records of a data set are stored.

    Args:
        schema: What is asked of them.
        id_key: The feature that holds the video's id.
        storage: Pairs (feature name, "bytes" or "floats"): one byte string
            of uint8 codes a frame, or a list of floats.
    """

    schema: RecordSchema
    id_key: str
    storage: tuple

    @property
    def is_frame_level(self):
        """Whether a record holds one vector a frame."""
        return self.schema.kind == "frame"

    @property
    def fields(self):
        """Triples (feature name, size, storage)."""
        storage = dict(self.storage)
        return tuple(
            (name, size, storage[name]) for name, size in self.schema.features
        )
