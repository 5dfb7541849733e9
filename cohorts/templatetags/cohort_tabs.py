"""The tabs of a cohort's pages."""

from django import template

from cohorts.registry import tabs_of

register = template.Library()
register.simple_tag(tabs_of)
