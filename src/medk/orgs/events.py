"""Kinds of audit entries about organisations and people."""

from medk.audit.kinds import register

register("organisation.created", "организация заведена", {"parent", "organisation_kind", "on", "source"})
register("organisation.changed", "сведения об организации изменены", {"changes", "source"})
register("organisation.renamed", "организация переименована", {"changes", "on", "act"})
register("organisation.moved", "организация переведена", {"changes", "on", "act"})
register("organisation.closed", "организация закрыта", {"on", "act"})
register("organisation.succeeded", "организация стала преемником", {"predecessors", "on", "act"})
register("organisation.links_rebuilt", "связи дерева пересчитаны", {"rows"})
