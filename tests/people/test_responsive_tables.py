"""Tables that are shown as cards on a phone: their roles, and the heading before each value."""

from django.template import Context, Template

HEADS = '<thead><tr><th scope="col">Name</th><th scope="col">R&amp;D <span>days</span></th></tr></thead>'


def stacking(table: str, **values: object) -> str:
    return Template("{% load look %}{% stacking 'People' %}" + table + "{% endstacking %}").render(Context(values))


def test_each_cell_has_the_head_of_its_column_before_it_and_the_name_of_the_row_has_none() -> None:
    page = stacking(f"<table>{HEADS}<tbody><tr><th scope='row'>Ann</th><td>3</td></tr></tbody></table>")
    assert ">Ann</th>" in page
    head = '<span class="cadre-table__head" aria-hidden="true">R&amp;D days</span>'
    assert f'<td role="cell">{head}<div class="cadre-table__value">3</div></td>' in page


def test_every_part_keeps_its_role_when_it_is_laid_out_as_a_block() -> None:
    page = stacking(f"<table>{HEADS}<tbody><tr><th scope='row'>Ann</th><td>3</td></tr></tbody></table>")
    for part in (
        '<table role="table">',
        '<thead role="rowgroup">',
        '<tbody role="rowgroup">',
        '<th role="columnheader" scope="col">',
        "<th role=\"rowheader\" scope='row'>",
    ):
        assert part in page
    assert page.count('<tr role="row">') == 2


def test_whatever_stands_in_a_cell_comes_through_as_it_was() -> None:
    cell = '<a href="/?a=1&amp;b=2">A</a><br>&#x27;&lt;<svg viewBox="0 0 1 1"><path d="M0"/></svg>'
    page = stacking(
        f"<table>{HEADS}<tbody><tr><th scope='row'>Ann</th><td>{cell}{{{{ typed }}}}</td></tr></tbody></table>",
        typed="<script>1</script>",
    )
    assert f"{cell}&lt;script&gt;1&lt;/script&gt;</div></td>" in page


def test_a_cell_beyond_the_heads_has_no_head_before_it() -> None:
    page = stacking(f"<table>{HEADS}<tbody><tr><th scope='row'>Ann</th><td>3</td><td>4</td></tr></tbody></table>")
    head = '<span class="cadre-table__head" aria-hidden="true"></span>'
    assert f'<td role="cell">{head}<div class="cadre-table__value">4</div></td>' in page


def test_a_cell_with_white_space_alone_is_empty() -> None:
    page = stacking(f"<table>{HEADS}<tbody><tr><th scope='row'>Ann</th><td>\n  {{% if no %}}3{{% endif %}}\n</td></tr>")
    assert '<div class="cadre-table__value"></div></td>' in page
