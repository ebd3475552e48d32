"""Backups: a folder with the database, the uploaded files and a manifest that says what they must be.

`taking` makes one and `restoring` puts one back, each for `manage.py`. What differs between the databases is
in `sqlite` and `postgresql`.
"""
