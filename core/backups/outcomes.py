"""How a backup or a restore can end, other than well."""


class Refused(Exception):
    """It was not begun: everything is as it was. The message says why, and what to do."""


class Failed(Exception):
    """It went wrong on the way, and everything was put back as it was. The message says what happened."""
