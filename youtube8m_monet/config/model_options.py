"""The options that shape a model.

Every option but `model` is a constructor argument of the models that use it,
under the same name. `None` means the default of the model's own constructor.
"""

import dataclasses

from youtube8m_monet.config.options import option


@dataclasses.dataclass(frozen=True)
class ModelOptions:
    """The architecture and its hyper-parameters."""

    model: str = option("LogisticModel", "Name of the model.")
    num_classes: int = option(3862, "Number of label classes.")
    video_level_classifier_model: str | None = option(
        None,
        "Classifier after an aggregator: LogisticModel, MoeModel, or "
        "SoftmaxModel for one label a video.",
    )
    l2_penalty: float | None = option(None, "L2 penalty of the classifier.")
    moe_num_mixtures: int | None = option(
        None, "MoE: experts a class, without the dummy expert."
    )
    iterations: int | None = option(None, "DBoF: frames sampled a video.")
    sample_random_frames: bool | None = option(
        None, "DBoF: sample frames one by one; if false, one sequence."
    )
    dbof_add_batch_norm: bool | None = option(None, "DBoF: batch norms.")
    dbof_cluster_size: int | None = option(None, "DBoF: cluster units.")
    dbof_hidden_size: int | None = option(None, "DBoF: hidden units.")
    dbof_pooling_method: str | None = option(
        None, "DBoF: pooling over frames, max or average."
    )
    dbof_activation: str | None = option(
        None, "DBoF: activation of cluster and hidden units."
    )
    lstm_cells: int | None = option(None, "LSTM: cells a layer.")
    lstm_layers: int | None = option(None, "LSTM: layers.")
    netvlad_cluster_size: int | None = option(None, "NetVLAD: clusters.")
    netvlad_hidden_size: int | None = option(None, "NetVLAD: hidden units.")
    netvlad_add_batch_norm: bool | None = option(
        None, "NetVLAD: batch norm instead of a bias before the assignment."
    )
    netvlad_relu: bool | None = option(
        None, "NetVLAD: relu6 after the hidden layer."
    )
    gating: bool | None = option(
        None, "NetVLAD: context gating after the hidden layer."
    )
    gating_remove_diag: bool | None = option(
        None, "NetVLAD: a feature does not gate itself."
    )
    nextvlad_cluster_size: int | None = option(None, "NeXtVLAD: clusters.")
    nextvlad_hidden_size: int | None = option(None, "NeXtVLAD: hidden units.")
    groups: int | None = option(None, "NeXtVLAD: groups.")
    expansion: int | None = option(None, "NeXtVLAD: expansion factor.")
    drop_rate: float | None = option(
        None, "NeXtVLAD: dropout after the aggregation."
    )
    gating_reduction: int | None = option(
        None, "NeXtVLAD: reduction factor of the context gating."
    )
    batch_norm_momentum: float | None = option(
        None,
        "Share of a batch norm's moving statistics kept at a step; the "
        "published 0.999 wants thousands of steps.",
    )
    mix_number: int | None = option(None, "MixNeXtVLAD: number of branches.")
    cl_temperature: float | None = option(
        None, "MixNeXtVLAD: temperature of the distillation."
    )
    cl_lambda: float | None = option(
        None, "MixNeXtVLAD: weight of the distillation loss."
    )
    trn_num_segments: int | None = option(None, "TRN: frames of a video.")
    trn_relations_per_scale: int | None = option(
        None, "TRN: relations among n frames, for every n."
    )
    trn_hidden_size: int | None = option(
        None, "TRN: hidden units of a relation."
    )
    trn_units: int | None = option(None, "TRN: size of a relation.")
    hallucinator: str | None = option(
        None,
        "What imagines flow: monet, mlp, conv, gru, lstm, bigru, bilstm or "
        "indrnn.",
    )
    hallucinator_layers: int | None = option(
        None, "Layers of the hallucinator; L of MoNet."
    )
    monet_variant: str | None = option(
        None, "MoNet: paper (Eq. 6-12) or released (the authors' code)."
    )
    alpha: float | None = option(
        None, "MoNetHallucination: weight of the judge's term in Eq. 13."
    )
    flow_source: str | None = option(
        None, "Two streams: flow that is hallucinated, or from the records."
    )
    flow_size: int | None = option(None, "Two streams: size of a flow feature.")
    fusion: str | None = option(
        None, "Two streams: mean of the probabilities, or learned weights."
    )
    flow_weight: float | None = option(
        None, "Two streams: weight of the flow stream in the mean."
    )
    stream_loss_weight: float | None = option(
        None, "Two streams: weight of each stream's own label loss."
    )
    freeze_monet: bool | None = option(
        None, "Two streams: keep the hallucinator's weights as they are."
    )
