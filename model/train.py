"""Trains the demand model on a CSV from generate-training-data.ts (or a real history in the same form).

    python3 model/train.py --data data/training.csv

Needs xgboost 1.7 and numpy: what Debian 12's python3-xgboost installs, and what SageMaker's 1.7-1 image runs.
Writes model/artifact/model.json, model/artifact/contract.json, and the golden rows that the scorer is tested with.
"""
import argparse
import csv
import hashlib
import json
import pathlib

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "test" / "unit" / "model" / "golden" / "rows.json"
ROUNDS = 60
PARAMETERS = {
    "objective": "count:poisson",
    "max_depth": 4,
    "eta": 0.35,
    "min_child_weight": 1000,  # weights are expected units
    "lambda": 1,
    "tree_method": "hist",
    "seed": 1,
    "nthread": 1,  # float sums depend on the order of threads
}
# Dearer never sells more; the same recent rate at a dearer recent price means more demand.
MONOTONE = {"log_price_ratio": -1, "log_recent_price_ratio": 1}


def read(path):
    """The rows as float32, the column names, and what the first line says about them."""
    with open(path, newline="") as file:
        about = json.loads(file.readline().removeprefix("# "))
        rows = csv.reader(file)
        names = next(rows)
        cells = [[float(cell) if cell else np.nan for cell in row] for row in rows]
    return np.array(cells, dtype=np.float32), names, about


def poisson_deviance(label, weight, prediction):
    """Weighted Poisson deviance; lower is better."""
    log_term = np.where(label > 0, label * np.log(np.where(label > 0, label, 1) / prediction), 0)
    return float(2 * np.sum(weight * (log_term - label + prediction)))


def golden_rows(booster, known, features, random):
    """Held-out rows, rows with gaps, rows on and one float beside split thresholds, and values out of any range."""
    nodes = [
        (int(feature), np.float32(threshold))
        for tree in json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
        for feature, threshold, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"])
        if left != -1
    ]

    def some(count):
        return known[random.choice(len(known), count, replace=False)].copy()

    plain, gaps, wild = some(150), some(150), some(50)
    gaps[random.random(gaps.shape) < 0.3] = np.nan
    gaps[0] = np.nan
    wild[:] = random.choice(np.float32([0, -0.0, 1, -1, 1e-30, 3e38, -3e38]), wild.shape)
    split = np.repeat(some(120), 3, axis=0)
    for group in range(120):
        # Several features at once, so that deep nodes are met on their threshold too.
        for feature, threshold in (nodes[i] for i in random.choice(len(nodes), 6, replace=False)):
            split[3 * group, feature] = np.nextafter(threshold, np.float32(-np.inf))
            split[3 * group + 1, feature] = threshold
            split[3 * group + 2, feature] = np.nextafter(threshold, np.float32(np.inf))
    return np.concatenate([plain, gaps, wild, split]).astype(np.float32)


def write_golden(path, booster, rows, names):
    data = xgb.DMatrix(rows, feature_names=names)
    margins = booster.predict(data, output_margin=True)
    predictions = booster.predict(data)
    # A float32 printed as the double it is reads back as the same float32; null is a missing value.
    lines = [
        json.dumps({
            "row": [None if np.isnan(x) else float(x) for x in row],
            "margin": float(margin),
            "prediction": float(prediction),
        })
        for row, margin, prediction in zip(rows, margins, predictions)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="CSV to train on")
    parser.add_argument("--artifact", type=pathlib.Path, default=HERE / "artifact", help="folder to write to")
    parser.add_argument("--golden", type=pathlib.Path, default=GOLDEN, help="file of golden rows to write")
    options = parser.parse_args()
    if not xgb.__version__.startswith("1.7."):
        parser.error(f"xgboost 1.7 writes the format that the scorer reads; this is {xgb.__version__}")

    cells, columns, about = read(options.data)
    history, label, weight, features, names = cells[:, 0], cells[:, 1], cells[:, 2], cells[:, 3:], columns[3:]
    # Whole sales are held out: rows of one sale share its elasticity.
    held_out = history % 5 == 0
    train = xgb.DMatrix(features[~held_out], label[~held_out], weight=weight[~held_out], feature_names=names)
    mean = float(np.average(label[~held_out].astype(float), weights=weight[~held_out]))
    constraints = tuple(MONOTONE.get(name, 0) for name in names)
    booster = xgb.train({**PARAMETERS, "base_score": mean, "monotone_constraints": constraints}, train, ROUNDS)

    test = xgb.DMatrix(features[held_out], feature_names=names)
    deviance = poisson_deviance(label[held_out], weight[held_out], booster.predict(test))
    constant = poisson_deviance(label[held_out], weight[held_out], mean)
    ratio = np.exp(features[:, names.index("log_price_ratio")].astype(float))
    contract = {
        **about,
        "features": names,
        "xgboostVersion": xgb.__version__,
        "trainedPriceRatio": {"min": round(float(ratio.min()), 4), "max": round(float(ratio.max()), 4)},
        "trainingDataSha256": hashlib.sha256(pathlib.Path(options.data).read_bytes()).hexdigest(),
        "rows": {"trained": int((~held_out).sum()), "heldOut": int(held_out.sum())},
        "heldOutPoissonD2": round(1 - deviance / constant, 4),
    }

    options.artifact.mkdir(parents=True, exist_ok=True)
    booster.save_model(options.artifact / "model.json")
    (options.artifact / "contract.json").write_text(json.dumps(contract, indent=2) + "\n")
    write_golden(options.golden, booster, golden_rows(booster, features[held_out], names, np.random.default_rng(1)), names)
    print(json.dumps(contract, indent=2))


if __name__ == "__main__":
    main()
