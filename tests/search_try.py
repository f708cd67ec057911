import pytest
from medk.search.actions.indexing import sweep
from medk.search.queries.found import find, Narrowed
from tests.plans.scenes import approved_measure
pytestmark = pytest.mark.django_db
def show(f):
    return f.instead, f.is_guessed, [("".join(f"[{p.text}]" if p.is_found else p.text for p in h.title), "".join(f"[{p.text}]" if p.is_found else p.text for p in h.excerpt)) for h in f.hits]
def test_it(district):
    approved_measure(district, population="school", number="1.28", title="Провести диагностику школ")
    print(sweep(), sweep())
    for q in ["школа", "школами", "шклоа", "школа 7", "№ 7", "irjkf", "диагностика", "1.28", "1.2", "директор", "диогностика школ", '"школа' , 'NEAR(a b) OR * AND "', "'; drop table", "лугов", "куратор", "ш", "7"*300]:
        for who in ["regional", "head", "stranger", "administrator"]:
            print(q[:20], who, show(find(district.users[who], q)))
