"""What the page and the PDF of a report hold differently."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True)
def wide(context: Context, content: SafeString, label: str) -> SafeString:
    """A table or chart that scrolls on a narrow screen; paper does not scroll."""
    if not context.get("is_page"):
        return content
    return render_to_string("components/scrolling.html", {"content": content, "label": label})
