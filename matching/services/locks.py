"""What keeps two people from giving the same place, or the same person, away at one time.

Volunteers are locked before roles, and roles in the order of their keys: nobody who holds a lock ever waits
for one that comes earlier, so that nobody waits in a ring. (SQLite's transactions exclude each other from
their start.)
"""

from initiatives.models import Role
from volunteers.models import Volunteer


def lock_role(role: Role) -> Role:
    """Return the role as it is now, and let nobody else give its places until the transaction ends."""
    locked: Role = (
        Role.objects.select_for_update(of=("self",), no_key=True)
        .select_related("initiative__group")
        .get(pk=role.pk)
    )
    return locked


def lock_volunteer(volunteer: Volunteer) -> Volunteer:
    """Return the volunteer as they are now, and let nobody else offer them anything meanwhile."""
    locked: Volunteer = Volunteer.objects.lock(volunteer.pk)
    return locked
