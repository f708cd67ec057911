"""What cycles add to orgs: sights of their objects, and the limit of a curator's schools."""

from medk.cycles.models import Cohort, CohortMembership, Cycle, KeyDate
from medk.cycles.queries.cycles import curator_limit
from medk.orgs.apps import this

for model in (Cycle, KeyDate, Cohort, CohortMembership):
    this().register_sight(model._meta.label_lower, model.objects.visible_to)
this().register_curator_limit(curator_limit)
