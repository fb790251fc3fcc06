"""Hallucinates the flow of the videos of one shard."""

import dataclasses
import functools
import os
import time

import numpy as np
import tensorflow as tf

from youtube8m_monet.data import BadRecords, RecordLayout, explained_failures
from youtube8m_monet.data.record_writer import write_shard
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.flow_adder import FLOW, FlowAdder, without_flow
from youtube8m_monet.hallucinate.shard_batches import shard_batches
from youtube8m_monet.hallucinate.shard_result import ShardResult
from youtube8m_monet.prediction import Predictor
from youtube8m_monet.training.checkpoint import load_checkpoint


@dataclasses.dataclass(frozen=True)
class ShardJob:
    """Hallucinates the flow of the videos of one shard, and writes both.

    Args:
        layout: The `RecordLayout` of the shards.
        output_dir: Folder for the shards with flow, local or gs://.
        flow_storage: As for `FlowAdder`.
        batch_size: Videos a batch.
        on_bad_record: As for `BadRecords`.
        max_bad_records: As for `BadRecords`, in a shard.
    """

    layout: RecordLayout
    output_dir: str
    flow_storage: str = "float32"
    batch_size: int = 32
    on_bad_record: str = "fail"
    max_bad_records: int = 100

    def __call__(self, model, shard):
        """Writes the shard of the same name in the output folder.

        If it is there already, it stays as it is. If the work ends before its
        end, it does not appear.

        Args:
            model: A built model whose `predict_on_batch` gives `"flow"`.
            shard: The file.

        Returns:
            The `ShardResult`.

        Raises:
            UserError: If a record is bad or has flow already, or if the shard
                that is there was made from another one.
        """
        target = os.path.join(self.output_dir, os.path.basename(shard))
        with explained_failures([shard], self.layout):
            if tf.io.gfile.exists(target):
                self._check_origin(target, shard)
                return ShardResult(target)
            return self._write(model, shard, target)

    def _write(self, model, shard, target):
        start = time.perf_counter()
        first = self.layout.schema.main_feature
        adder = FlowAdder(shard, self.layout.key_of(first), self.flow_storage)
        bad_records = self._bad_records()
        batches = shard_batches(
            shard, self.layout, self.batch_size, bad_records
        )
        write_shard(target, _records_with_flow(model, batches, adder))
        return ShardResult(
            target,
            adder.num_records,
            time.perf_counter() - start,
            adder.num_values,
            adder.num_clipped,
            bad_records.report() if bad_records.count else "",
        )

    def _check_origin(self, target, shard):
        """Checks that a shard begins as the one that it was made from."""
        with_flow = tf.data.TFRecordDataset(target).take(1)
        without = shard_batches(shard, self.layout, 1, self._bad_records())
        made_from = [without_flow(r) for r in with_flow.as_numpy_iterator()]
        firsts = without.take(1).as_numpy_iterator()
        if made_from == [
            without_flow(r) for records, _ in firsts for r in records
        ]:
            return
        raise UserError(
            "A shard of this name is there, made from another one.",
            expected=f"the records of {shard!r}, with flow",
            received=f"shard={target!r}",
            fix="Set another --output_dir.",
        )

    def _bad_records(self):
        return BadRecords.of(self)


def with_model(job, rebuild, run_flags, checkpoint):
    """Returns a job with its model: a function from a shard to its result.

    Args:
        job: The `ShardJob`.
        rebuild: Function of a run's flags that returns its built model.
        run_flags: The flags.
        checkpoint: Path of the weights, local or gs://.
    """
    model = rebuild(run_flags)
    load_checkpoint(model, checkpoint)
    predictor = Predictor(model, [FLOW])
    # What TensorFlow computes without XLA differs from run to run in the last
    # bits, and a shard should be the same whoever made it, and when.
    predictor.compile(jit_compile=True)
    return functools.partial(job, predictor)


def _records_with_flow(model, batches, adder):
    """Yields the records with flow, batch by batch."""
    for records, inputs in batches.as_numpy_iterator():
        flow = np.asarray(model.predict_on_batch(inputs)[FLOW])
        # Where there are fewer records than rows, they are the first ones.
        counts = inputs["num_frames"][: len(records)]
        for record, frames, count in zip(records, flow, counts, strict=False):
            yield adder.add(record, frames[:count])
