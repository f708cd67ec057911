"""What each command takes; imports nothing heavy, so that help and mistakes are answered at once."""

import argparse
import datetime as dt
from pathlib import Path

DESCRIPTION = "МЭДК: дорожные карты адресной помощи школам — от приказа до подтверждённого исполнения."


def parser_of_everything() -> argparse.ArgumentParser:
    """The parser of all commands; `options.module` names the module that runs the chosen one."""
    parser = argparse.ArgumentParser(prog="medk", description=DESCRIPTION)
    commands = parser.add_subparsers(title="команды", metavar="КОМАНДА", required=True)
    read = commands.add_parser("read-plan", help="прочитать приказ с планом и показать, что в нём найдено")
    read.set_defaults(module="read_plan")
    for add in (_serve, _worker, _scheduler, _init, _demo, _backup, _restore, _check, _reindex):
        add(commands)
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"дата «{text}» не понята: нужна в виде 2022-05-20") from None


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"порт «{text}» не подходит: нужно число от 1 до 65535")
    return int(text)


def _year(text: str) -> int:
    if not text.isdigit() or not 2000 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"год «{text}» не подходит: нужно число от 2000 до 2100")
    return int(text)


def _serve(commands: argparse._SubParsersAction) -> None:
    serve = commands.add_parser("serve", help="запустить сайт, фоновые задания и расписание")
    serve.add_argument("--host", default="127.0.0.1", help="адрес, на котором отвечать (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="порт (8000)")
    serve.add_argument("--demo", action="store_true", help="пустую базу сначала заполнить учебным примером")
    serve.set_defaults(module="serve")


def _worker(commands: argparse._SubParsersAction) -> None:
    worker = commands.add_parser("worker", help="выполнять фоновые задания (обычно это делает serve)")
    worker.set_defaults(module="worker")


def _scheduler(commands: argparse._SubParsersAction) -> None:
    scheduler = commands.add_parser(
        "scheduler", help="ставить задания по расписанию (обычно это делает serve)"
    )
    scheduler.set_defaults(module="scheduler")


def _init(commands: argparse._SubParsersAction) -> None:
    init = commands.add_parser(
        "init", help="завести новый регион: первый администратор, регион, цикл",
        description="Заводит регион в пустой базе. Чего нет в параметрах, будет спрошено.",
    )  # fmt: skip
    init.add_argument("--region", metavar="НАЗВАНИЕ", help="название региона")
    init.add_argument("--time-zone", metavar="ПОЯС", help="часовой пояс региона, например Europe/Moscow")
    init.add_argument("--year", type=_year, metavar="ГОД", help="год цикла")
    init.add_argument("--admin-email", metavar="ПОЧТА", help="почта администратора, с ней он входит")
    init.add_argument("--admin-name", metavar="ИМЯ", help="имя администратора")
    init.add_argument("--password-stdin", action="store_true", help="взять пароль из стандартного ввода")
    init.set_defaults(module="init")


def _demo(commands: argparse._SubParsersAction) -> None:
    demo = commands.add_parser("demo", help="заполнить пустую базу учебным примером")
    demo.add_argument(
        "--seed", type=int, default=500, metavar="ЧИСЛО", help="от него зависят случайности (500)"
    )
    demo.add_argument(
        "--until", type=_day, metavar="ДАТА", help="до какого дня разыграть (MEDK_TODAY, иначе 2022-05-20)"
    )
    demo.set_defaults(module="demo")


def _backup(commands: argparse._SubParsersAction) -> None:
    backup = commands.add_parser("backup", help="сохранить базу и файлы вместе в один архив")
    backup.add_argument("target", type=Path, metavar="КУДА", help="папка или имя файла .tar.gz")
    backup.set_defaults(module="backup")


def _restore(commands: argparse._SubParsersAction) -> None:
    restore = commands.add_parser("restore", help="вернуть базу и файлы из архива")
    restore.add_argument("archive", type=Path, metavar="АРХИВ", help="файл, который сделала команда backup")
    restore.add_argument(
        "--force", action="store_true", help="заменить непустую установку (прежняя будет отложена рядом)"
    )
    restore.set_defaults(module="restore")


def _check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser("check", help="проверить настройки и целость данных")
    check.set_defaults(module="check")


def _reindex(commands: argparse._SubParsersAction) -> None:
    reindex = commands.add_parser("reindex", help="сверить поиск со всеми данными и поправить")
    reindex.add_argument("--whole", action="store_true", help="построить поиск заново, с пустого места")
    reindex.set_defaults(module="reindex")
