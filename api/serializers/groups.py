"""Community groups."""

from rest_framework import serializers

from api.serializers.fields import RowSerializer
from api.serializers.names import GroupNameSerializer, PriorityNameSerializer, WardNameSerializer
from groups.models import Group


class GroupContactSerializer(RowSerializer):
    """How the public may reach a group."""

    email = serializers.CharField(source="public_email", help_text="Empty if the group has not given one.")
    phone = serializers.CharField(source="public_phone", help_text="Empty if the group has not given one.")
    website = serializers.CharField(help_text="Empty if the group has not given one.")


class GroupSerializer(GroupNameSerializer):
    """A community group that the partnership has approved."""

    legal_form = serializers.ChoiceField(choices=Group.LegalForm.choices)
    register_number = serializers.CharField(help_text="Its number in a public register, if it has one.")
    summary = serializers.CharField(help_text="What the group does.")
    audience = serializers.CharField(help_text="Who it is for.")
    contact = GroupContactSerializer(source="*")
    priorities = PriorityNameSerializer(many=True, source="named_priorities")
    wards = WardNameSerializer(many=True, source="named_wards", help_text="The wards the group works in.")
