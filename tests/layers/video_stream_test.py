import numpy as np
from keras import ops

from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import (
    FrameFeatures,
    FramePooling,
    LogisticClassifier,
    NeXtVLADEncoder,
    VideoStream,
    video_level_classifier,
)

RNG = np.random.default_rng(0)
INPUTS = {
    "rgb": RNG.integers(0, 256, (4, 6, 8), "uint8"),
    "audio": RNG.integers(0, 256, (4, 6, 4), "uint8"),
    "num_frames": np.array([6, 4, 1, 3], "int32"),
}
FEATURES = {"rgb": 8, "audio": 4}


def test_layer(tmp_path):
    run_layer_test(
        VideoStream,
        {
            "features": FEATURES,
            "classifier": LogisticClassifier(3),
            "encoder": FramePooling("average"),
            "l2_normalize": False,
        },
        [INPUTS],
        expected_output_shape=(4, 3),
        expected_num_params=12 * 3 + 3,
        output_dtype="float32",
        # The parts bring their own dtype policies.
        low_precision=(),
        tmp_path=tmp_path,
    )


def test_composes_its_parts():
    encoder = NeXtVLADEncoder([8, 4], 4, 16, groups=2)
    classifier = video_level_classifier(3, "MoeModel")
    stream = VideoStream(FEATURES, classifier, encoder)
    frames = FrameFeatures(FEATURES)(INPUTS)
    expected = classifier(encoder(frames, INPUTS["num_frames"]))
    np.testing.assert_allclose(stream(INPUTS), expected, atol=1e-6)


def test_without_encoder_classifies_whole_videos():
    stream = VideoStream({"mean_rgb": 8}, LogisticClassifier(3))
    mean = RNG.normal(size=(2, 8)).astype("float32")
    expected = stream.classifier(mean / np.linalg.norm(mean, axis=1)[:, None])
    np.testing.assert_allclose(stream({"mean_rgb": mean}), expected, atol=1e-6)


def test_training_reaches_the_encoder():
    encoder = NeXtVLADEncoder([8, 4], 4, 16, groups=2, drop_rate=0.9)
    stream = VideoStream(FEATURES, LogisticClassifier(3), encoder)
    outputs = [
        ops.convert_to_numpy(stream(INPUTS, training=True)) for _ in range(2)
    ]
    assert (outputs[0] != outputs[1]).any()
    mean = ops.convert_to_numpy(encoder.hidden_bn.moving_mean)
    assert mean.any()


def test_normalisation_is_an_option():
    classifier, encoder = LogisticClassifier(3), FramePooling()
    with_norm = VideoStream(FEATURES, classifier, encoder)(INPUTS)
    without = VideoStream(FEATURES, classifier, encoder, False)(INPUTS)
    assert np.abs(ops.convert_to_numpy(with_norm - without)).max() > 0.01
