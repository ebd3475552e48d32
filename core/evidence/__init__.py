"""What proves that the audit trail is whole: its log outside the database, daily anchors, and the check.

Why it is built like this: docs/decisions/0031-evidence.md.
"""
