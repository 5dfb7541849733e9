"""Who may lead which kind of element, and who may help as in-house staff."""

from collections import defaultdict

from cohorts.models import Element
from delivery.models import MayLead
from delivery.solver.problem import Part
from people.models import Organisation, Role, RoleGrant

KINDS = set(Element.Kind.values)
# Coaches take what is one to one; facilitators, everything else.
BY_ROLE = {Role.COACH: {str(Element.Kind.COACHING)}, Role.FACILITATOR: KINDS - {str(Element.Kind.COACHING)}}


def those_who_may_lead(organisation: Organisation) -> dict[tuple[str, Part], list[int]]:
    """For each kind and part, the keys of the people, in order. What was entered replaces what a role says."""
    found: dict[tuple[str, Part], set[int]] = defaultdict(set)
    entered = set()
    for each in MayLead.objects.filter(person__organisation=organisation):
        entered.add(each.person_id)
        part = Part.CO_FACILITATOR if each.is_co_facilitator else Part.FACILITATOR
        found[each.kind, part].add(each.person_id)
    for grant in RoleGrant.objects.filter(person__organisation=organisation, role__in=BY_ROLE):
        if grant.person_id not in entered:
            for kind in BY_ROLE[Role(grant.role)]:
                found[kind, Part.FACILITATOR].add(grant.person_id)
    return {which: sorted(people) for which, people in found.items()}
