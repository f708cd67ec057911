"""The demo world is whole, true to the facts of the five orders, and worded by us."""

import csv
import json
import os
import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from medk.rehearsal import planbook, worldbook
from medk.rehearsal.planbook import Measure, Plan, WorldbookRefused, load_plan, load_plans
from medk.rehearsal.worldbook import World, check_world, load_templates, load_world

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MEDK_SHARED", ROOT.parent / "shared"))
DEMO_DAY = date(2022, 5, 20)
LABELLED = ("vladimir-2022", "karpinsk-2022")
#: Rows of Иркутск that every municipality executes for itself.
IRKUTSK_MUNICIPAL_ROWS = 32
RUN = 6

needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the five real orders are not beside the repository"
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return load_plans()


@pytest.fixture
def plan_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(planbook.PLANS_DIR, tmp_path / "plans"))


def change(folder: Path, code: str, edit) -> None:
    file = folder / f"{code}.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    edit(raw)
    file.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")


# Plans


def test_five_plans_hold_the_205_measures(plans):
    counts = {code: len(plan.measures) for code, plan in plans.items()}
    assert counts == {
        "hmao-2022": 18,
        "vladimir-2022": 47,
        "karpinsk-2022": 40,
        "irkutsk-2021": 74,
        "omsk-2021": 26,
    }
    assert sum(counts.values()) == 205


def test_titles_are_short_and_never_repeat_within_a_plan(plans):
    for plan in plans.values():
        titles = [measure.title for measure in plan.measures]
        assert len(set(titles)) == len(titles)
        for title in titles:
            assert 4 <= len(words(title)) <= 14, title


def test_wording_has_no_stray_spaces(plans):
    for plan in plans.values():
        for measure in plan.measures:
            for text in (*wording(measure), measure.deadline_text or "-"):
                assert text == " ".join(text.split()), (plan.code, measure.number)


def test_irkutsk_is_mostly_work_of_every_municipality(plans):
    kinds = Counter(measure.population for measure in plans["irkutsk-2021"].measures)
    assert kinds["municipality"] == IRKUTSK_MUNICIPAL_ROWS


def test_karpinsk_names_no_executors_but_proposes_whom_to_appoint(plans):
    for measure in plans["karpinsk-2022"].measures:
        assert not measure.executors
        assert measure.appoint


@pytest.mark.parametrize("code", sorted(planbook.MEASURE_COUNTS))
def test_printed_deadlines_say_what_the_schedule_says(plans, code):
    for measure in plans[code].measures:
        text, schedule = measure.deadline_text, measure.schedule
        if schedule.kind == "none":
            assert text is None
        elif schedule.start or schedule.end:
            assert last_day(text) == schedule.end, (code, measure.number)
            assert text.startswith("до ") == (
                schedule.start is None or (bool(schedule.milestones) and ";" in text)
            )
        else:
            assert not re.search(r"\d", text)


def test_the_raw_plan_is_in_the_shape_of_the_reading_contract(plans):
    keys = {
        *("number", "section", "title", "deadline_text", "schedule", "executors", "targets"),
        *("indicator_text", "goal", "tasks", "audience", "place_format", "publication"),
    }
    for plan in plans.values():
        assert {"document", "sections", "measures"} <= set(plan.raw)
        for row in plan.raw["measures"]:
            assert keys <= set(row)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda raw: raw["measures"].pop(), "мероприятий 17, нужно 18"),
        (lambda raw: raw["measures"][1].update(number="1"), "номера мероприятий повторяются"),
        (lambda raw: raw["measures"][4].update(population="class"), "№ 5: охват"),
        (lambda raw: raw["measures"][4].update(cohort="strong"), "№ 5: когорта"),
        (lambda raw: raw["measures"][4].update(section=0), "№ 5: такого раздела нет"),
        (lambda raw: raw["measures"][0]["targets"][0].update(action=7), "№ 1: показатель отнесён"),
        (lambda raw: raw["measures"][0]["schedule"].update(end="2022-01-01"), "№ 1: срок начинается"),
        (lambda raw: raw["measures"][12]["schedule"].update(recurrence=None), "№ 13: повтор"),
        (lambda raw: raw["executors"].pop("МОУО"), "Исполнитель «МОУО» не описан"),
    ],
)
def test_a_damaged_plan_is_refused_with_its_place(plan_copy, edit, said):
    change(plan_copy, "hmao-2022", edit)
    with pytest.raises(WorldbookRefused, match=re.escape(said)):
        load_plan("hmao-2022", plan_copy)


# Territories


@pytest.mark.parametrize(
    ("code", "municipalities", "participants", "identified", "curators"),
    [
        ("VLA", 21, 45, 65, 32),
        ("HMA", 22, 9, 24, 7),
        ("SVE", 2, 7, 8, 5),
        ("IRK", 12, 41, 137, 28),
        ("OMS", 33, 123, 376, 76),
    ],
)
def test_territories_have_their_sizes(world, code, municipalities, participants, identified, curators):
    territory = world.territory(code)
    pools = Counter(school.pool for school in territory.schools)
    assert len(territory.municipalities) == municipalities
    assert pools["participants"] == participants
    assert pools["participants"] + pools["identified"] == identified
    assert len(territory.curators) == curators


def test_every_participant_has_one_curator_who_never_serves_his_own_school(world):
    for territory in world.territories:
        served = [code for curator in territory.curators for code in curator.schools]
        participants = {s.code for s in territory.schools if s.pool == "participants"}
        assert sorted(served) == sorted(participants)
        homes = [curator.home_school for curator in territory.curators]
        assert len(set(homes)) == len(homes)
        assert not set(homes) & participants
        assert {len(curator.schools) for curator in territory.curators} <= {1, 2}


def test_curators_of_karpinsk_and_krasnolesye_stay_in_their_towns(world):
    territory = world.territory("SVE")
    town = {school.code: school.municipality for school in territory.schools}
    for curator in territory.curators:
        assert {town[code] for code in curator.schools} == {town[curator.home_school]}
    karpinsk = [c for c in territory.curators if town[c.home_school] == "SVE-KAR"]
    assert sorted(len(curator.schools) for curator in karpinsk) == [1, 2]


def test_one_municipality_is_left_without_a_plan_for_newcomers(world):
    plans = {place.name: place.plan for place in world.territory("SVE").municipalities}
    assert plans == {
        "городской округ Карпинск": "karpinsk-2022",
        "городской округ Краснолесье": None,
    }


def test_a_school_that_left_in_april_is_no_participant_in_may(world):
    territory = world.territory("VLA")
    gone = [row for row in territory.memberships if row.left_because]
    assert [row.valid_to for row in gone] == [date(2022, 4, 15)]
    assert gone[0].school in territory.cohort("participants", date(2022, 4, 15))
    assert gone[0].school not in territory.cohort("participants", DEMO_DAY)
    assert len(territory.cohort("participants", DEMO_DAY)) == 44


def test_every_cohort_that_a_plan_addresses_has_schools(world):
    home = {t.plan: t for t in world.territories if t.plan}
    home["karpinsk-2022"] = world.territory("SVE")
    for code, plan in world.plans.items():
        held = {row.cohort for row in home[code].memberships}
        assert {measure.cohort for measure in plan.measures} <= held


def test_three_bodies_of_vladimir_have_a_regional_coordinator_each(world):
    posts = world.territory("VLA").posts
    bodies = {post.organisation for post in posts if post.role == "regional_coordinator"}
    assert bodies == {"VLA-DO", "VLA-RIACOKO", "VLA-VIRO"}


def test_posts_have_unique_codes_and_addresses(world):
    posts = [*world.federation.posts]
    for territory in world.territories:
        posts += [*territory.posts, *(curator.post for curator in territory.curators)]
    for field in ("code", "email"):
        values = [getattr(post, field) for post in posts]
        assert len(set(values)) == len(values)
    assert all(post.email.endswith("@medk.example") for post in posts)


def test_the_same_data_grow_into_the_same_world(world):
    assert load_world() == world


def test_no_person_is_named_and_every_school_says_it_is_invented(world):
    for file in (*planbook.PLANS_DIR.glob("*.json"), worldbook.WORLD_FILE, worldbook.TEMPLATES_FILE):
        assert not re.search(r"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.", file.read_text(encoding="utf-8")), file.name
    for territory in world.territories:
        assert all("(демо)" in school.name for school in territory.schools)


def test_a_curator_with_three_schools_is_refused(world):
    karpinsk, other, *rest = world.territory("SVE").curators
    greedy = replace(karpinsk, schools=karpinsk.schools + other.schools)
    territory = replace(world.territory("SVE"), curators=(greedy, *rest))
    others = tuple(t for t in world.territories if t.code != "SVE")
    with pytest.raises(WorldbookRefused, match="SVE"):
        check_world(replace(world, territories=(territory, *others)))


def test_a_curator_of_his_own_school_is_refused(world):
    first, *rest = world.territory("SVE").curators
    own = replace(first, home_school=first.schools[0])
    territory = replace(world.territory("SVE"), curators=(own, *rest))
    others = tuple(t for t in world.territories if t.code != "SVE")
    with pytest.raises(WorldbookRefused, match="собственную школу"):
        check_world(replace(world, territories=(territory, *others)))


def test_an_executor_outside_the_world_is_refused(world):
    plan = world.plans["hmao-2022"]
    stranger = replace(plan.measures[0].executors[0], ref="body:NOWHERE")
    measures = (replace(plan.measures[0], executors=(stranger,)), *plan.measures[1:])
    changed = {**world.plans, "hmao-2022": replace(plan, measures=measures)}
    with pytest.raises(WorldbookRefused, match="body:NOWHERE"):
        check_world(replace(world, plans=MappingProxyType(changed)))


# Cycles


def test_cycle_templates_carry_the_two_calendars():
    templates = load_templates()
    assert set(templates) == {"2021", "2022"}
    dates = {row.code: (row.starts_on, row.ends_on) for row in templates["2022"].key_dates}
    assert dates["poll-1"] == (date(2022, 3, 10), date(2022, 3, 24))
    assert dates["evidence-1"] == (date(2022, 4, 25), date(2022, 5, 31))
    assert dates["plan-stage-1"] == (date(2022, 6, 17), date(2022, 6, 17))
    assert (templates["2022"].share_target, templates["2022"].share_target_on) == (
        45,
        date(2022, 6, 17),
    )
    assert all(
        re.match(r"(VLA|HMAO|KAR|IRK|OMS) \d", row.source)
        for template in templates.values()
        for row in template.key_dates
    )


def test_a_key_date_outside_its_cycle_is_refused(tmp_path):
    raw = json.loads(worldbook.TEMPLATES_FILE.read_text(encoding="utf-8"))
    raw["cycles"][0]["key_dates"][0]["to"] = "2023-01-31"
    file = tmp_path / "templates.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(WorldbookRefused, match="вне цикла"):
        load_templates(file)


# Against the real orders


@needs_shared
@pytest.mark.parametrize("code", LABELLED)
def test_facts_equal_the_labels_of_the_order(plans, code):
    labels = json.loads((SHARED / "plans" / "expected" / f"{code}.json").read_text(encoding="utf-8"))
    assert [row["number"] for row in labels["measures"]] == [m.number for m in plans[code].measures]
    for label, row in zip(labels["measures"], plans[code].raw["measures"], strict=True):
        assert facts(row) == facts(label), row["number"]


@needs_shared
def test_rows_and_end_dates_equal_the_register_of_the_205(plans):
    with (SHARED / "measures.csv").open(encoding="utf-8", newline="") as file:
        register = {(row["plan"], row["row"]): row["by_when"] for row in csv.DictReader(file)}
    ours = {(code, m.number): m for code, plan in plans.items() for m in plan.measures}
    assert ours.keys() == register.keys()
    dated = [key for key, text in register.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", text)]
    assert len(dated) > 180
    for key in dated:
        assert ours[key].schedule.end == date.fromisoformat(register[key]), key


@needs_shared
def test_no_run_of_six_words_comes_from_an_order(plans):
    printed = set()
    for file in (SHARED / "plans").glob("*.txt"):
        printed |= runs(file.read_text(encoding="utf-8"))
    for file in (SHARED / "plans" / "expected").glob("*.json"):
        for row in json.loads(file.read_text(encoding="utf-8"))["measures"]:
            printed |= runs(row["title"]) | runs(row["indicator_text"] or "")
    assert len(printed) > 10_000
    for plan in plans.values():
        for text in (plan.document.title, *(section.title for section in plan.sections)):
            assert not runs(text) & printed, text
        for measure in plan.measures:
            for text in wording(measure):
                assert not runs(text) & printed, (plan.code, measure.number, text)


def facts(row: dict) -> dict:
    """Dates, schedule, targets, publication and executors, without any wording."""
    schedule = {**row["schedule"], "milestones": [m["end"] for m in row["schedule"]["milestones"]]}
    return {
        "section": row["section"],
        "schedule": schedule,
        "targets": [(t["kind"], t["value"], t["unit"], t["per"]) for t in row["targets"]],
        "executors": [(e["short_name"], e["by_agreement"]) for e in row["executors"]],
        "publication": row["publication"],
    }


def wording(measure: Measure) -> list[str]:
    """Every sentence of a row that we worded."""
    texts = [measure.title, measure.indicator_text, measure.goal, measure.audience]
    texts += [measure.place_format, *measure.tasks, *(action.title for action in measure.actions)]
    texts += [milestone.title for milestone in measure.schedule.milestones]
    return [text for text in texts if text]


def words(text: str) -> list[str]:
    return re.findall(r"[а-яa-z0-9]+", text.lower().replace("ё", "е"))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


MONTHS = (
    *("январ", "феврал", "март", "апрел", "ма", "июн"),
    *("июл", "август", "сентябр", "октябр", "ноябр", "декабр"),
)


def last_day(text: str) -> date:
    """The last day that a deadline in our canonical form names, by reading it from its end."""
    head, year = re.fullmatch(r"(.*?)(\d{4}) года", text).groups()
    tail = head.rstrip()
    if tail.endswith("в течение"):
        return date(int(year), 12, 31)
    if quarter := re.search(r"(IV|III|II|I) квартал[ы]?$", tail):
        return month_end(int(year), 3 * ("I", "II", "III", "IV").index(quarter[1]) + 3)
    day, name = re.search(r"(?:(\d{1,2}) )?([а-я]+)$", tail).groups()
    month = next(i for i, stem in enumerate(MONTHS, 1) if re.fullmatch(stem + "[а-я]{0,2}", name))
    return date(int(year), month, int(day)) if day else month_end(int(year), month)


def month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
