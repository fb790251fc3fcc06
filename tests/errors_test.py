import pytest

from youtube8m_monet.errors import UserError, unknown_name, user_errors


def test_message_has_its_parts_in_order():
    error = UserError("Bad.", expected="a", received="x=1", fix="Set --x.")
    assert str(error).splitlines() == [
        "Bad.",
        "  Expected: a.",
        "  Received: x=1.",
        "  Set --x.",
    ]


def test_parts_may_be_left_out():
    assert str(UserError("Bad.")) == "Bad."
    assert str(UserError("Bad.", fix="Mend it.")) == "Bad.\n  Mend it."


def test_unknown_name_lists_the_known_ones_sorted():
    text = str(unknown_name("model", "Moe", {"MoeModel": 1, "Dbof": 2}, "m"))
    assert "Unknown model." in text
    assert "Expected: one of Dbof, MoeModel." in text
    assert "Received: m='Moe'." in text
    assert "Set --m to a known model." in text


def test_user_errors_exits_with_the_message_alone(capsys):
    with pytest.raises(SystemExit) as exit_info, user_errors():
        raise UserError("Bad.", fix="Set --x.")
    assert exit_info.value.code == 1
    assert capsys.readouterr().err == "\nERROR: Bad.\n  Set --x.\n"


def test_other_errors_keep_their_traceback():
    with pytest.raises(ValueError, match="a bug"), user_errors():
        raise ValueError("a bug")


def test_ctrl_c_needs_no_traceback(capsys):
    with pytest.raises(SystemExit) as exit_info, user_errors():
        raise KeyboardInterrupt
    assert exit_info.value.code == 130
    assert capsys.readouterr().err == "\nStopped.\n"
