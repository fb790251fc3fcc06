"""The configuration of each script."""

import dataclasses

from youtube8m_monet.config.data_options import FeatureOptions, ReadingOptions
from youtube8m_monet.config.model_options import ModelOptions
from youtube8m_monet.config.options import option

DEFAULT_TRAIN_DIR = "/tmp/yt8m_model/"


@dataclasses.dataclass(frozen=True)
class TrainConfig(FeatureOptions, ReadingOptions, ModelOptions):
    """What `train.py` does."""

    train_dir: str = option(
        DEFAULT_TRAIN_DIR, "Folder of the run, local or gs://."
    )
    train_data_pattern: str = option(
        "",
        "Glob of the training shards, local or gs://, comma separated. "
        "Empty: a built-in sample.",
    )
    sample: str | None = option(
        None,
        "The built-in sample: rhythm, or motion, which has flow. Default: as "
        "the model needs.",
    )
    start_new_model: bool = option(
        False,
        "Start afresh; what --train_dir holds is moved aside, not deleted.",
    )
    num_gpu: int = option(
        1,
        "GPUs to use, if there are any. With two or more, a last batch that is "
        "short is left out.",
    )
    batch_size: int = option(1024, "Videos a step, on each GPU.")
    label_loss: str = option("CrossEntropyLoss", "Name of the label loss.")
    regularization_penalty: float = option(
        1.0, "Weight of the regularisation loss; the label loss has 1."
    )
    base_learning_rate: float = option(0.01, "Learning rate at the start.")
    learning_rate_decay: float = option(
        0.95, "Factor applied every --learning_rate_decay_examples."
    )
    learning_rate_decay_examples: float = option(
        4000000, "Videos between two decays of the learning rate."
    )
    learning_rate_decay_epochs: float | None = option(
        None,
        "Passes over the data between two decays; wins over "
        "--learning_rate_decay_examples.",
    )
    num_epochs: int = option(5, "Passes over the training data.")
    max_steps: int | None = option(
        None, "Stop at this step. Default: at the end of --num_epochs."
    )
    export_model_steps: int = option(
        1000,
        "Steps between two checkpoints with an exported SavedModel; the end "
        "of a run always has both. 0: no exports, and no checkpoints before "
        "the end unless --checkpoint_steps is set.",
    )
    checkpoint_steps: int | None = option(
        None, "Steps between two checkpoints. Default: --export_model_steps."
    )
    keep_checkpoints: int = option(5, "Newest checkpoints kept; 0 keeps all.")
    optimizer: str = option(
        "AdamOptimizer", "Any Keras optimizer by name; TensorFlow 1 names too."
    )
    clip_gradient_norm: float = option(
        1.0, "Norm that each variable's gradient is clipped to; 0: none."
    )
    clip_global_norm: float = option(
        0.0,
        "Norm that all gradients together are clipped to, instead of "
        "--clip_gradient_norm; 0: none.",
    )
    weight_decay: float = option(
        0.0,
        "A step takes learning rate x this x W from every weight W but biases "
        "and those of batch norms; 0: the optimizer's own.",
    )
    log_device_placement: bool = option(
        False, "Log the device of every operation."
    )
    log_steps: int = option(10, "Steps between two lines of progress.")
    metrics_steps: int = option(
        100, "Steps between two sets of metrics on training videos; 0: none."
    )
    mixed_precision: str = option(
        "", "Compute in bfloat16 or float16 and keep float32 weights."
    )
    jit_compile: bool = option(
        True, "Compile the training step with XLA: on one GPU, and on JAX."
    )
    seed: int = option(0, "Seed of weights, order and dropout.")
    preset: str = option(
        "",
        "A recipe for what no flag says. paper: MoNet's training as published.",
    )
    flow_classifier: str = option(
        "",
        "MoNetHallucination: folder of the run on true flow that judges the "
        "hallucinated flow.",
    )
    monet_from: str = option(
        "", "Folder of a run whose hallucinator this run starts from."
    )
    rgb_from: str = option(
        "", "Folder of a run on appearance that the rgb stream starts from."
    )
    flow_from: str = option(
        "", "Folder of a run on flow that the flow stream starts from."
    )


@dataclasses.dataclass(frozen=True)
class EvalConfig(FeatureOptions, ReadingOptions, ModelOptions):
    """What `eval.py` does."""

    train_dir: str = option(
        DEFAULT_TRAIN_DIR, "Folder of the run, local or gs://."
    )
    eval_data_pattern: str = option(
        "",
        "Glob of the shards, local or gs://, comma separated. Empty: the "
        "held-out videos of the built-in sample.",
    )
    batch_size: int = option(1024, "Videos a batch.")
    label_loss: str = option("CrossEntropyLoss", "Name of the label loss.")
    run_once: bool = option(
        False, "Evaluate the newest checkpoint and stop; if false, watch."
    )
    top_k: int = option(20, "Predictions a video that count.")
    choose_flow_weight: bool = option(
        False, "Try weights of the flow stream and name the best by GAP."
    )
    vocabulary: str = option(
        "", "YouTube-8M's vocabulary.csv, to name classes in per_class_ap.csv."
    )


@dataclasses.dataclass(frozen=True)
class InferenceConfig(FeatureOptions, ReadingOptions, ModelOptions):
    """What `inference.py` does."""

    train_dir: str = option("", "Folder of the run, local or gs://.")
    input_data_pattern: str = option(
        "",
        "Glob of the shards, local or gs://, comma separated. Empty: the "
        "held-out videos of the built-in sample.",
    )
    output_file: str = option("", "CSV file for the predictions.")
    top_k: int = option(20, "Predictions written a video.")
    batch_size: int = option(8192, "Videos a batch.")
    num_readers: int = option(1, "Shards read at the same time.")
    input_model_tgz: str = option(
        "", "A .tgz written with --output_model_tgz, instead of --train_dir."
    )
    untar_model_dir: str = option(
        "/tmp/yt8m-model", "Where --input_model_tgz is unpacked."
    )
    output_model_tgz: str = option(
        "", "Bundle model_flags.json and the newest checkpoint in this .tgz."
    )
    segment_max_pred: int = option(
        25000, "Without effect: segments are not read yet."
    )
    segment_label_ids_file: str = option(
        "", "Without effect: segments are not read yet."
    )
