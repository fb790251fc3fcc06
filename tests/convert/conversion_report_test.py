import dataclasses

import pytest

from youtube8m_monet.convert.conversion_report import ConversionReport
from youtube8m_monet.errors import UserError

GOOD = ConversionReport(
    used=[("tower/gates/weights", (8, 15), "stream.classifier.gates.kernel")],
    unused={"global_step": (), "tower/gates/weights/Adam": (8, 15)},
    other={"RGB/inception_i3d/w": (7, 7)},
    missing=[],
    unknown={},
    different=[],
)
BAD = dataclasses.replace(
    GOOD,
    missing=[("experts/biases", "experts.bias"), ("", "monet/cell/U")],
    unknown={"tower/gating_prob_weights": (8, 5)},
    different=[("hidden1_weights", (1152, 16), "hidden.kernel", (1152, 8))],
)


def test_listing():
    assert GOOD.listing() == "\n".join(
        [
            "Used: 1",
            "  tower/gates/weights [8, 15] -> stream.classifier.gates.kernel",
            "Unused, for training only: 2",
            "  global_step []",
            "  tower/gates/weights/Adam [8, 15]",
            "Unused, of other networks: 1",
            "  RGB/inception_i3d/w [7, 7]",
            "Missing: 0",
            "Unknown: 0",
            "Of another shape: 0",
        ]
    )


def test_listing_of_what_does_not_fit():
    listing = BAD.listing()
    assert "Missing: 2\n  experts/biases for experts.bias\n" in listing
    assert "\n  no variable for monet/cell/U\n" in listing
    assert "Unknown: 1\n  tower/gating_prob_weights [8, 5]\n" in listing
    assert listing.endswith(
        "Of another shape: 1\n"
        "  hidden1_weights [1152, 16] for hidden.kernel [1152, 8]"
    )


def test_what_fits_passes():
    GOOD.check()


def test_what_does_not_fit_is_an_error():
    with pytest.raises(UserError) as error:
        BAD.check(flags=["nextvlad_hidden_size"])
    text = str(error.value)
    assert "does not fit the model" in text
    assert "missing:  experts/biases for experts.bias" in text
    assert "unknown:  tower/gating_prob_weights [8, 5]" in text
    assert "of another shape:  hidden1_weights [1152, 16] for" in text
    assert "Set --model, --nextvlad_hidden_size as in the original" in text
    assert "--other_scopes" in text


@pytest.mark.parametrize("field", ["missing", "unknown", "different"])
def test_one_of_them_is_enough(field):
    report = dataclasses.replace(GOOD, **{field: getattr(BAD, field)})
    with pytest.raises(UserError):
        report.check()


def test_a_long_list_is_cut():
    unknown = {f"variable_{n}": (n,) for n in range(30)}
    with pytest.raises(UserError, match="and 20 more"):
        dataclasses.replace(GOOD, unknown=unknown).check()
