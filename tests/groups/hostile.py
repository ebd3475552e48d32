"""What nobody should be able to do harm with."""

TEXTS = [
    "",
    "   ",
    "x" * 10_000,
    "<script>alert(1)</script>",
    "Friends\r\nBcc: all@example.com",
    "Fri\x00ends",
    "\u202egniyalp ylno m’I\u202c",
    "🥊🥊🥊",
    '=HYPERLINK("https://evil.example")',
    "'; DROP TABLE groups_group; --",
    "\u0000",
    "9" * 5000,
    "{{ 7|add:7 }}{% load x %}",
]

# The nastiest few, where each try is a whole page.
NASTIEST = [TEXTS[3], TEXTS[5], TEXTS[8], TEXTS[11]]
