import numpy as np
import tensorflow as tf

from youtube8m_monet.prediction import predict_batches


class Doubling:
    """Stands for a model; notes the sizes of the batches it sees."""

    def __init__(self):
        self.sizes = []

    def predict_on_batch(self, inputs):
        self.sizes.append(len(inputs["x"]))
        return {"predictions": 2 * inputs["x"]}


def run(count, batch_size):
    videos = np.arange(count)
    dataset = tf.data.Dataset.from_tensor_slices(
        (
            videos.astype(str),
            {"x": videos[:, None], "num_frames": np.ones(count, "int32")},
            videos[:, None] % 2,
        )
    ).batch(batch_size)
    model = Doubling()
    return model, list(predict_batches(model, dataset))


def test_every_video_once_in_order():
    _, batches = run(count=7, batch_size=3)
    ids = np.concatenate([ids for ids, _, _ in batches])
    labels = np.concatenate([labels for _, labels, _ in batches])
    predictions = np.concatenate([out["predictions"] for *_, out in batches])
    assert ids.tolist() == [str(i).encode() for i in range(7)]
    assert labels[:, 0].tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert predictions[:, 0].tolist() == [0, 2, 4, 6, 8, 10, 12]


def test_the_model_sees_one_batch_size():
    model, batches = run(count=7, batch_size=3)
    assert model.sizes == [3, 3, 3]
    assert [len(out["predictions"]) for *_, out in batches] == [3, 3, 1]


def test_no_videos():
    assert run(count=0, batch_size=3)[1] == []
