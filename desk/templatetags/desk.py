"""Words of the officers' pages."""

from django import template

from desk.trail import words_for

register = template.Library()
register.filter("event_words", words_for)
