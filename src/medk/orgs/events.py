"""Kinds of audit entries about organisations and people."""

from medk.audit.kinds import register

register("organisation.created", "организация заведена", {"parent", "organisation_kind", "on", "source"})
register("organisation.changed", "сведения об организации изменены", {"changes", "source"})
register("organisation.renamed", "организация переименована", {"changes", "on", "act"})
register("organisation.moved", "организация переведена", {"changes", "on", "act"})
register("organisation.closed", "организация закрыта", {"on", "act"})
register("organisation.succeeded", "организация стала преемником", {"predecessors", "on", "act"})
register("organisation.links_rebuilt", "связи дерева пересчитаны", {"rows"})

register("person.created", "человек заведён", {"name", "position"})
register("person.changed", "сведения о человеке изменены", {"changes"})
register("appointment.made", "назначение", {"role", "person", "body", "started_on", "ended_on", "act"})
register("appointment.ended", "назначение завершено", {"role", "person", "ended_on", "act"})
register("appointment.handed_over", "задачи переданы", {"role", "person", "successor", "tasks"})
register("invitation.sent", "приглашение отправлено", {"role", "name", "email"})
register("invitation.proposed", "коллега предложен", {"role", "name", "email"})
register("invitation.confirmed", "предложение подтверждено", {"role", "name", "email"})
register("invitation.resent", "приглашение отправлено повторно", {"email"})
register("invitation.withdrawn", "приглашение отозвано", {"email", "reason"})
register("invitation.accepted", "приглашение принято", {"role", "email"})
register("user.deactivated", "вход закрыт", {"reason"})
register("user.reactivated", "вход открыт", {"reason"})

register("register.checked", "реестр проверен", {"filename", "rows", "errors"})
register("register.applied", "реестр загружен", {"filename", "created", "changed"})
register("register.discarded", "загрузка реестра отменена", {"filename"})
