"""Kinds of audit entries about accounts."""

from medk.audit.kinds import register

PASSWORD_RESET = register("accounts.password_reset", "Задан новый пароль по письму")
SIGNED_OUT_ELSEWHERE = register(
    "accounts.signed_out_elsewhere", "Закрыты входы на других устройствах", ["sessions"]
)
