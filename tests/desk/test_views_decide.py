import pytest

from desk.views.decide import DecisionPage


def test_decision_page_is_about_something():
    for method in ["find", "decide"]:
        with pytest.raises(NotImplementedError):
            getattr(DecisionPage(), method)(None)
