from tests.report.hallucination_table_test import FLOW
from tests.report.stream_table_test import metrics
from youtube8m_monet.report import evaluation_report

RESULTS = {**metrics(0.5), "avg_loss": 2.0}


def test_one_stream_is_one_line():
    report = evaluation_report(7, {"predictions": RESULTS})
    assert report.startswith("epoch/eval number 7 | Avg_Hit@1: 0.500")
    assert "\n" not in report


def test_two_streams_and_their_weights():
    report = evaluation_report(
        7,
        {
            "predictions": RESULTS,
            "rgb_predictions": RESULTS,
            "flow_predictions": RESULTS,
            0.5: RESULTS,
        },
    )
    assert len(report.splitlines()) == 1 + 4 + 2
    assert "hallucinated stream" in report
    assert "--flow_weight=0.5" in report


def test_a_stream_of_true_flow_is_called_so():
    streams = {"predictions": RESULTS, "rgb_predictions": RESULTS}
    streams["flow_predictions"] = RESULTS
    report = evaluation_report(7, streams, true_flow=True)
    assert "true-flow stream" in report
    assert "hallucinated" not in report


def test_hallucination_without_and_with_a_judge():
    report = evaluation_report(7, {"flow": FLOW})
    assert "epoch/eval" not in report
    assert "mean flow" in report
    judged = {"predictions": RESULTS, "target_predictions": RESULTS}
    report = evaluation_report(7, {**judged, "flow": FLOW})
    assert "epoch/eval" in report
    assert "true flow" in report
    assert "mean flow" in report
