"""The geometry is worked by hand: the plot of means and distributions is 420 wide and begins at 190."""

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports import charts
from reports.charts import Chart, Mean, Series, Spread

STEPS = ["Poor", "Fair", "Satisfactory", "Good", "Excellent"]


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("reports/charts/chart.html", {"chart": chart}))  # noqa: S314 our own


def on_page(chart: Chart) -> list[ElementTree.Element]:
    html = render_to_string("reports/charts/chart.html", {"chart": chart, "is_page": True})
    return list(ElementTree.fromstring(f"<figure>{html}</figure>"))  # noqa: S314 our own


def narrow(chart: Chart) -> Chart:
    assert chart.narrow
    return chart.narrow


def test_a_mean_is_a_bar_from_the_lowest_step() -> None:
    # (4 - 1) / (5 - 1) of 420 is 315.
    chart = charts.means([Mean("Launch", 4.0)], key="m", title="Means")
    assert [(bar.x, bar.width) for bar in chart.bars] == [(190, 315)]


def test_a_mean_of_the_lowest_step_has_no_length() -> None:
    assert charts.means([Mean("Launch", 1.0)], key="m", title="Means").bars[0].width == 0


def test_a_withheld_mean_is_words_and_no_bar() -> None:
    chart = charts.means([Mean("Launch", None, withheld="Not shown")], key="m", title="Means")
    assert chart.bars == []
    assert [words.text for words in chart.values] == ["Not shown"]


def test_a_distribution_divides_the_whole_length() -> None:
    # Of eight answers one is fair and seven are good: 52.5 and 367.5 of 420.
    chart = charts.distribution([Spread("Launch", [0, 1, 0, 7, 0])], steps=STEPS, key="d", title="Answers")
    assert [(bar.x, bar.width) for bar in chart.bars] == [(190, 52.5), (242.5, 367.5)]
    assert [words.text for words in chart.values] == ["1", "7"]


def test_a_part_too_narrow_for_its_count_goes_without() -> None:
    # One of forty is 10.5 wide.
    chart = charts.distribution([Spread("Launch", [1, 0, 0, 0, 39])], steps=STEPS, key="d", title="Answers")
    assert [words.text for words in chart.values] == ["39"]


@pytest.mark.parametrize("counts", [None, [0, 0, 0, 0, 0]])
def test_a_distribution_of_nothing_has_no_bar(counts: list[int] | None) -> None:
    chart = charts.distribution([Spread("Launch", counts, withheld="Not shown")], steps=STEPS, key="d", title="Answers")
    assert chart.bars == []


def test_a_distribution_with_too_few_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="Launch has 3 counts for a scale of 5 steps"):
        charts.distribution([Spread("Launch", [1, 2, 3])], steps=STEPS, key="d", title="Answers")


def test_each_group_has_a_shape_and_a_lane_of_its_own() -> None:
    series = [Series(key, name, [5.5]) for key, name in [("self", "Self"), ("manager", "Manager"), ("other", "Others")]]
    chart = charts.dots(["Model the Way"], series, bar=None, key="p", title="Practices")
    # 5.5 is half-way from 1 to 10, on a plot from 185 to 700.
    assert {mark.x for mark in chart.marks} == {442.5}
    assert len({mark.y for mark in chart.marks}) == len({mark.shape for mark in chart.marks}) == 3


def test_a_withheld_group_has_no_mark() -> None:
    chart = charts.dots(["A", "B"], [Series("other", "Others", [None, 3])], bar=None, key="p", title="Practices")
    assert len(chart.marks) == 1


def test_a_range_goes_from_end_to_end_with_a_mark_between() -> None:
    # The plot begins at 190 and is 420 wide for 54 points: 6 points are 46.7. So 12 is at 236.7 and 24 at 330.
    rows = [charts.Range("Model the Way", (12, 18, 24)), charts.Range("Others", None, withheld="Held back")]
    chart = charts.ranges(rows, key="r", title="Ranges", lowest=6, highest=60, every=6)
    assert [(bar.x, bar.width) for bar in chart.bars] == [(236.7, 93.3)]
    assert [mark.x for mark in chart.marks] == [283.3]
    assert [words.text for words in chart.values] == ["Held back"]
    assert [tick.text for tick in chart.ticks] == ["6", "12", "18", "24", "30", "36", "42", "48", "54", "60"]


def test_a_strong_line_stands_at_nought() -> None:
    chart = charts.ranges(
        [charts.Range("A", (-1, 0, 1))], key="r", title="Ranges", lowest=-4, highest=4, every=2, upright=0
    )
    # Half-way along 420, from 190.
    assert [(bar.x, bar.width) for bar in chart.bars] == [(400.0, 0.5), (347.5, 105.0)]


def test_a_long_label_takes_two_lines_and_no_more() -> None:
    label = "Masterclass in conversations that change the way in which we work together across the sites of a Trust"
    lines = [words.text for words in charts.means([Mean(label, 3)], key="m", title="Means").labels]
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_a_chart_has_a_name_and_a_description_for_those_who_cannot_see_it() -> None:
    chart = charts.means([Mean("Launch", 3)], key="m", title="Means", description="All near 3.")
    svg = drawn(chart)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby", "").split() == ["m-title", "m-description"]
    assert [child.text for child in svg[:2]] == ["Means", "All near 3."]


def test_a_chart_has_no_style_and_no_script() -> None:
    """A strict policy would refuse the page that has them."""
    rows = [Spread("<script>alert(1)</script>", [1, 2, 3, 4, 5])]
    svg = drawn(charts.distribution(rows, steps=STEPS, key="d", title='"Answers" & more'))
    assert all("style" not in part.attrib and not part.tag.endswith(("script", "style")) for part in svg.iter())


def test_a_phone_has_the_whole_scale_with_labels_above_their_rows() -> None:
    # The plot goes from 8 to 290: 4 of 1 to 5 is three quarters of 282.
    chart = narrow(charts.means([Mean("Launch", 4.0, "mean 4.0"), Mean("Conference", 1)], key="m", title="Means"))
    assert [(bar.x, bar.width) for bar in chart.bars] == [(8, 211.5), (8, 0)]
    assert [tick.x for tick in chart.ticks] == [8, 78.5, 149, 219.5, 290]
    assert all(words.y < bar.y for words, bar in zip(chart.labels, chart.bars, strict=True))
    assert chart.bars[0].y + chart.bars[0].height < chart.labels[1].y - 13
    assert [(words.x, words.y, words.anchor) for words in chart.values] == [(300, chart.labels[0].y, "end")]


def test_a_legend_takes_as_many_lines_on_a_phone_as_it_needs() -> None:
    # Places of 62.8, 62.8 and 117.2 with gaps of 12 leave no room in 300 for the fourth.
    chart = narrow(charts.distribution([Spread("Launch", [1, 1, 1, 1, 1])], steps=STEPS, key="d", title="Answers"))
    lines = {words.y for words in chart.legend}
    assert len(lines) == 2
    assert all(words.x + 7 * len(words.text) <= chart.width for words in chart.legend)
    assert chart.bars[0].y > max(lines)


def test_figures_of_an_axis_do_not_touch() -> None:
    rows = [charts.Range("A", (-40, 0, 40))]
    chart = charts.ranges(rows, key="r", title="Ranges", lowest=-40, highest=40, every=2, upright=0)
    # 420 and 282 for 80 points: a tick each 24 asks for 8 and for 8 points.
    assert [tick.text for tick in chart.ticks] == ["-40", "-32", "-24", "-16", "-8", "0", "8", "16", "24", "32", "40"]
    assert [tick.text for tick in narrow(chart).ticks] == [tick.text for tick in chart.ticks]


def test_a_page_has_both_drawings_and_says_the_description_once() -> None:
    both = on_page(charts.means([Mean("Launch", 3)], key="m", title="Means", description="All near 3."))
    assert [svg.get("class") for svg in both] == ["cadre-chart cadre-chart--wide", "cadre-chart cadre-chart--narrow"]
    labels = [svg.get("aria-labelledby", "").split() for svg in both]
    assert labels == [["m-title", "m-description"], ["m-title-narrow", "m-description"]]
    ids = [part.get("id") for svg in both for part in svg.iter() if part.get("id")]
    assert ids == ["m-title", "m-description", "m-title-narrow"]


def test_paper_has_one_drawing() -> None:
    svg = drawn(charts.means([Mean("Launch", 3)], key="m", title="Means"))
    assert svg.get("viewBox") == "0 0 720 82"
