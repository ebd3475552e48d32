import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import gettext_lazy


def draw(template, **context):
    """Draw a template in one line."""
    return " ".join(Template("{% load govuk %}" + template).render(Context(context)).split())


def test_table_draws_its_caption_columns_and_rows():
    html = draw(
        '{% table _("Groups") %}{% columns "Name" %}{% numeric_columns "Places" "Free" %}'
        '{% rows %}<tr class="govuk-table__row">{% numeric_cells 3 1 %}</tr>{% endtable %}'
    )

    assert '<caption class="govuk-visually-hidden">Groups</caption>' in html
    assert '<th scope="col" class="govuk-table__header">Name</th>' in html
    assert html.count("govuk-table__header--numeric") == 2
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">3</td>' in html
    assert "<tfoot>" not in html


def test_table_scrolls_in_a_named_region():
    html = draw('{% table name id="wards" %}{% rows %}{% endtable %}', name="<Wards>")

    assert (
        '<div class="table-scroll" id="wards" tabindex="0" role="region" aria-label="&lt;Wards&gt;">' in html
    )
    assert "<thead" not in html


def test_table_that_is_narrow_has_no_region():
    html = draw('{% table "Wards" size="m" css="figures" is_narrow=True %}{% rows %}{% endtable %}')

    assert "<div" not in html
    assert '<table class="govuk-table figures">' in html
    assert '<caption class="govuk-table__caption govuk-table__caption--m">Wards</caption>' in html


def test_table_draws_a_foot():
    html = draw('{% table "Wards" %}{% rows %}{% foot %}<tr><td>All</td></tr>{% endtable %}')

    assert "<tfoot> <tr><td>All</td></tr> </tfoot>" in html


def test_table_sees_the_variables_of_its_page():
    html = draw(
        '{% table "Wards" %}{% columns label %}{% rows %}{% for ward in wards %}<tr>{{ ward }}</tr>'
        "{% endfor %}{% endtable %}",
        label="<Name>",
        wards=["<East>", "West"],
    )

    assert "&lt;Name&gt;" in html
    assert "<tr>&lt;East&gt;</tr><tr>West</tr>" in html


@pytest.mark.parametrize("tag", ["table", "table 'Wards' 'East'", "table 'Wards' size='m' True"])
def test_table_refuses_arguments_it_does_not_know(tag):
    with pytest.raises(TemplateSyntaxError, match="takes one value, then name=value"):
        draw("{% " + tag + " %}{% rows %}{% endtable %}")


def test_table_refuses_to_stay_open():
    with pytest.raises(TemplateSyntaxError, match="endtable"):
        draw('{% table "Wards" %}{% rows %}')


def test_summary_row_says_when_nothing_was_given():
    html = draw('{% summary_row "Website" "" %}')

    assert "Not given" in html
    assert "govuk-summary-list__row--no-actions" in html
    assert "No site" in draw('{% summary_row "Website" "" none="No site" %}')


def test_summary_row_links_to_the_question_by_its_name():
    html = draw('{% summary_row "Website" value "/x/" %}', value="a\nb<c>")

    assert (
        '<a class="govuk-link" href="/x/">Change<span class="govuk-visually-hidden"> Website</span></a>'
        in html
    )
    assert "a<br>b&lt;c&gt;" in html
    assert "no-actions" not in html


def test_summary_row_gives_each_member_of_a_list_a_line():
    html = draw('{% summary_row "Wards" wards %}', wards=["East", "<West>"])

    assert '<ul class="govuk-list"> <li>East</li> <li>&lt;West&gt;</li> </ul>' in html
    assert "None yet" in draw('{% summary_row "Wards" wards none="None yet" %}', wards=[])


@pytest.mark.parametrize(
    ("value", "words"), [(gettext_lazy("Active"), "Active"), (3, "3"), (None, "Not given")]
)
def test_summary_row_takes_words_and_numbers(value, words):
    html = draw('{% summary_row "State" value %}', value=value)

    assert words in html
    assert "<li>" not in html


def test_summary_block_draws_what_stands_inside():
    html = draw('{% summary_block "Site" change="/x/" %}<b>{{ name }}</b>{% endsummary_block %}', name="<a>")

    assert '<dd class="govuk-summary-list__value"> <b>&lt;a&gt;</b> </dd>' in html
    assert 'href="/x/"' in html


def test_summary_block_draws_its_key_as_code():
    html = draw('{% summary_block "page_size" is_code=True %}How many{% endsummary_block %}')

    assert '<dt class="govuk-summary-list__key"><code>page_size</code></dt>' in html


def test_summary_block_draws_actions_only_where_there_are_some():
    some = draw('{% summary_block "Site" %}x{% actions %}<form></form>{% endsummary_block %}')
    none = draw('{% summary_block "Site" %}x{% actions %} {% if a %}x{% endif %}{% endsummary_block %}')

    assert '<dd class="govuk-summary-list__actions"><form></form></dd>' in some
    assert "no-actions" not in some
    assert "__actions" not in none
    assert "govuk-summary-list__row--no-actions" in none
