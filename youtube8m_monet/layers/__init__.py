"""The layers of the models."""

from youtube8m_monet.layers.align_frames import AlignFrames
from youtube8m_monet.layers.context_gating import ContextGating
from youtube8m_monet.layers.dbof_encoder import DbofEncoder
from youtube8m_monet.layers.frame_conv import FrameConv
from youtube8m_monet.layers.frame_features import FrameFeatures
from youtube8m_monet.layers.frame_mask import frame_mask
from youtube8m_monet.layers.frame_mlp import FrameMLP
from youtube8m_monet.layers.frame_pooling import FramePooling
from youtube8m_monet.layers.frame_rnn import FrameRNN
from youtube8m_monet.layers.frame_sampling import FrameSampling
from youtube8m_monet.layers.fusion import Fusion
from youtube8m_monet.layers.hallucinators import (
    HALLUCINATORS,
    make_hallucinator,
)
from youtube8m_monet.layers.ind_rnn import IndRNN
from youtube8m_monet.layers.logistic_classifier import LogisticClassifier
from youtube8m_monet.layers.lstm_encoder import LstmEncoder
from youtube8m_monet.layers.moe_classifier import MoeClassifier
from youtube8m_monet.layers.monet import MoNet
from youtube8m_monet.layers.netvlad import NetVLAD
from youtube8m_monet.layers.netvlad_encoder import NetVLADEncoder
from youtube8m_monet.layers.nextvlad import NeXtVLAD
from youtube8m_monet.layers.nextvlad_encoder import NeXtVLADEncoder
from youtube8m_monet.layers.recorded_flow import RecordedFlow
from youtube8m_monet.layers.softmax_classifier import SoftmaxClassifier
from youtube8m_monet.layers.temporal_relation import TemporalRelation
from youtube8m_monet.layers.video_level_classifier import (
    video_level_classifier,
)
from youtube8m_monet.layers.video_stream import VideoStream

__all__ = [
    "AlignFrames",
    "ContextGating",
    "DbofEncoder",
    "FrameConv",
    "FrameFeatures",
    "FrameMLP",
    "FramePooling",
    "FrameRNN",
    "FrameSampling",
    "Fusion",
    "HALLUCINATORS",
    "IndRNN",
    "LogisticClassifier",
    "LstmEncoder",
    "MoNet",
    "MoeClassifier",
    "NeXtVLAD",
    "NeXtVLADEncoder",
    "NetVLAD",
    "NetVLADEncoder",
    "RecordedFlow",
    "SoftmaxClassifier",
    "TemporalRelation",
    "VideoStream",
    "frame_mask",
    "make_hallucinator",
    "video_level_classifier",
]
