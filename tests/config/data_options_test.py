from youtube8m_monet.config.data_options import FeatureOptions, ReadingOptions


def test_what_follows_from_the_model_is_left_open():
    options = FeatureOptions()
    assert options.feature_names is None
    assert options.feature_sizes is None
    assert options.frame_features is None


def test_a_bad_record_stops_a_run_unless_the_user_says_otherwise():
    assert ReadingOptions().on_bad_record == "fail"
