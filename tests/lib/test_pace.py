"""How often somebody may ask."""

from django.core.cache import cache

from huadu_perf.lib.pace import within_pace


def test_the_next_one_after_the_limit_is_refused_and_others_are_not():
    cache.clear()
    assert [within_pace("t", "甲", times=3, seconds=60) for _ in range(5)] == [True] * 3 + [False] * 2
    assert within_pace("t", "乙", times=3, seconds=60)
    assert within_pace("other", "甲", times=3, seconds=60)


def test_it_is_forgotten_in_time():
    cache.clear()
    assert [within_pace("t", "甲", times=1, seconds=0) for _ in range(3)] == [True] * 3
