from core.cards import Card, draw_cards


def test_draw_cards_says_what_each_is():
    html = draw_cards([Card("/a/", "A <b>", "Text & more", ["Near", "<i>"], 7)], "h2")

    assert '<h2 class="govuk-heading-s result__title">' in html
    assert '<a class="govuk-link" href="/a/">A &lt;b&gt;</a>' in html
    assert "<li>Near</li>\n<li>&lt;i&gt;</li>" in html
    assert "Text &amp; more" in html
    assert ">7</span>" in html


def test_draw_cards_without_number_and_facts():
    html = draw_cards([Card('/"/', "A", "B"), Card("/b/", "C", "D")], "h3")

    assert html.count("<li") == 2
    assert 'href="/&quot;/"' in html
    assert "result__number" not in html
    assert "result__meta" not in html


def test_draw_cards_of_nothing():
    assert draw_cards([], "h3") == ""
