"""Runs beside GrowthBook's gbstats and tea-tasting, in their own environment: sums of arms in, their results out.

Reads {"cases": [{"control": [n, y, yy, x, xx, xy], "treated": [...]}], "rows": {"control": [...], ...}} and writes
{"gbstats": [...], "tea_tasting": {...}}; each result is [estimate, low, high, p].
"""

import json
import sys

import pandas as pd
import tea_tasting as tt
from gbstats.frequentist.tests import FrequentistConfig, SequentialConfig, SequentialTwoSidedTTest, TwoSidedTTest
from gbstats.models.statistics import RegressionAdjustedStatistic, SampleMeanStatistic, compute_theta


def plain(arm):
    return SampleMeanStatistic(n=arm[0], sum=arm[1], sum_squares=arm[2])


def adjusted(arm, theta=0.0):
    before = SampleMeanStatistic(n=arm[0], sum=arm[3], sum_squares=arm[4])
    return RegressionAdjustedStatistic(arm[0], plain(arm), before, arm[5], theta=theta)


def both_adjusted(control, treated):
    theta = compute_theta(adjusted(control), adjusted(treated))
    return adjusted(control, theta), adjusted(treated, theta)


def of(result):
    return [result.expected, result.ci[0], result.ci[1], result.p_value]


def by_gbstats(case):
    a, b = plain(case["control"]), plain(case["treated"])
    told = {
        kind: of(TwoSidedTTest(a, b, FrequentistConfig(difference_type=kind)).compute_result())
        for kind in ("absolute", "relative")
    }
    told["sequential"] = of(
        SequentialTwoSidedTTest(a, b, SequentialConfig(difference_type="absolute")).compute_result()
    )
    if case["control"][4]:
        a, b = both_adjusted(case["control"], case["treated"])
        told["cuped"] = of(TwoSidedTTest(a, b, FrequentistConfig(difference_type="absolute")).compute_result())
    return told


def by_tea_tasting(rows):
    frame = pd.DataFrame(
        {
            "variant": [0] * len(rows["control"]) + [1] * len(rows["treated"]),
            "y": [each[0] for each in rows["control"] + rows["treated"]],
            "x": [each[1] for each in rows["control"] + rows["treated"]],
        }
    )
    found = tt.Experiment(plain=tt.Mean("y"), cuped=tt.Mean("y", covariate="x"), ratio=tt.SampleRatio()).analyze(frame)
    told = {}
    for name in ("plain", "cuped"):
        each = found[name]
        told[name] = [each.effect_size, each.effect_size_ci_lower, each.effect_size_ci_upper, each.pvalue]
    return told | {"ratio_p": found["ratio"].pvalue}


asked = json.load(sys.stdin)
json.dump(
    {
        "gbstats": [by_gbstats(case) for case in asked["cases"]],
        "tea_tasting": by_tea_tasting(asked["rows"]) if asked.get("rows") else {},
    },
    sys.stdout,
)
