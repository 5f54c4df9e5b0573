"""Writes the golden files of the scorer's tests: two small models, and rows with the margins that XGBoost gave them.

    python3 model/golden.py

The world is made up here; it has the columns of a real one. Each row in the .f32 files is its values and then its margin.
"""
import json
import pathlib

import numpy as np
import xgboost as xgb

import boost

OUT = pathlib.Path(__file__).parent.parent / "test" / "unit" / "model" / "golden"
CATEGORIES = ["books", "toys"]
DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
ROWS = 60_000


def world(random):
    """Columns, names, demand index and its weight."""
    log_ratio = random.uniform(np.log(0.5), np.log(1.3), ROWS)
    category = random.integers(0, 3, ROWS)  # the last has no columns
    promo = random.random(ROWS) < 0.1
    day = random.integers(0, 7, ROWS)
    angle = 2 * np.pi * random.integers(0, 24, ROWS) / 24
    columns = {"log_price_ratio": log_ratio}
    for i, name in enumerate(CATEGORIES):
        columns[f"log_price_ratio:{name}"] = np.where(category == i, log_ratio, 0)
        columns[f"category:{name}"] = category == i
    columns["promo"] = promo
    for i, name in enumerate(DAYS):
        columns[name] = day == i
    for times in (1, 2):
        columns[f"hour_sin_{times}"] = np.sin(times * angle)
        columns[f"hour_cos_{times}"] = np.cos(times * angle)
    index = np.exp(-np.array([2.0, 3.0, 2.5])[category] * log_ratio + 0.4 * promo + 0.3 * np.cos(angle))
    weight = np.exp(random.uniform(-1, 3, ROWS))
    label = random.poisson(index * weight) / weight
    return np.stack(list(columns.values()), axis=1).astype(np.float32), list(columns), label, weight


def tree_rows(booster, known, random):
    """Rows as drawn, with gaps, with extreme values, and at split thresholds and one float beside them."""
    nodes = [
        (int(feature), np.float32(threshold))
        for tree in json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
        for feature, threshold, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"])
        if left != -1
    ]

    def some(count):
        return known[random.choice(len(known), count, replace=False)].copy()

    plain, gaps, wild = some(1500), some(1500), some(500)
    gaps[random.random(gaps.shape) < 0.3] = np.nan
    gaps[0] = np.nan
    wild[:] = random.choice(np.float32([0, -0.0, 1, -1, 1e-30, 3e38, -3e38]), wild.shape)
    split = np.repeat(some(600), 3, axis=0)
    for group in range(600):
        # Several features at once, so that deep nodes also get rows at their threshold.
        for feature, threshold in (nodes[i] for i in random.choice(len(nodes), 6, replace=False)):
            split[3 * group, feature] = np.nextafter(threshold, np.float32(-np.inf))
            split[3 * group + 1, feature] = threshold
            split[3 * group + 2, feature] = np.nextafter(threshold, np.float32(np.inf))
    return np.concatenate([plain, gaps, wild, split])


def linear_rows(known, random):
    """Rows as drawn, and with gaps."""
    rows = known[random.choice(len(known), 1500, replace=False)].copy()
    rows[1000:][random.random((500, rows.shape[1])) < 0.3] = np.nan
    return rows


def write(name, booster, rows, names):
    booster.save_model(OUT / f"{name}.json")
    margins = booster.predict(xgb.DMatrix(rows, feature_names=names), output_margin=True)
    np.column_stack([rows, margins]).astype("<f4").tofile(OUT / f"{name}.f32")


def main():
    random = np.random.default_rng(1)
    cells, names, label, weight = world(random)
    common = {
        "features": names,
        "baseScore": float(np.average(label, weights=weight)),
        "monotone": [-1 if name.startswith("log_price_ratio") else 0 for name in names],
        "held": 0,
        "patience": 0,
    }
    trees = {"max_depth": 5, "eta": 0.3, "lambda": 1, "min_child_weight": 100}
    # A split learns to send missing values left only if training has missing values.
    gappy = np.where(random.random(cells.shape) < 0.05, np.float32(np.nan), cells)
    booster, _ = boost.train_trees({**common, "rounds": 50, "parameters": trees}, gappy, label, weight)
    write("trees", booster, tree_rows(booster, cells, random), names)
    linear = {"lambda": 1e-6}
    booster, _ = boost.train_log_linear({**common, "rounds": 300, "parameters": linear}, cells, label, weight)
    write("log-linear", booster, linear_rows(cells, random), names)


if __name__ == "__main__":
    main()
