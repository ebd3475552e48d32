"""Why a plan cannot be changed, approved or sent."""


class PlanBusy(Exception):
    """The plan is being solved, or its offers are being sent."""


class PlanNotReady(Exception):
    """The plan has no result."""


class PlanReady(Exception):
    """The plan already has a result."""


class PlanSent(Exception):
    """Offers of the plan have gone out, so it can no longer change."""


class PlanStale(Exception):
    """What the plan depends on has changed since it was solved."""


class PlanIsHypothetical(Exception):
    """The plan assumes changes that have not happened, so nobody can be placed by it."""


class NothingToSend(Exception):
    """No approved pair can be offered."""
