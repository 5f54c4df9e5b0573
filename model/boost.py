"""Boosts one demand model with XGBoost 1.7. model/train.ts runs it; everything around the boosting is TypeScript.

    python3 model/boost.py SETTINGS.json

The settings name the files. Numbers are float32 in the machine's byte order, rows one after the other; the rows to fit
come before those that the number of rounds is chosen on.
"""
import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

# A log-linear model has converged when no margin of the sample moved by more than MOVED in LOOK_EVERY rounds.
MOVED = 1e-4
LOOK_EVERY = 5
SAMPLE = 20_000
# Rows per prediction call.
AT_ONCE = 500_000


def train_trees(settings, cells, label, weight):
    """Returns the booster and facts about it. The `held` rows at the end are not trained on; with `patience` they choose the rounds."""
    parameters = {
        "booster": "gbtree",
        "objective": "count:poisson",
        "tree_method": "hist",
        "base_score": settings["baseScore"],
        "monotone_constraints": tuple(settings["monotone"]),
        "seed": 1,
        # Sums depend on the number of threads, so it must not depend on the machine.
        "nthread": 2,
        **settings["parameters"],
    }
    names = settings["features"]
    rounds = settings["rounds"]
    fit = len(label) - settings["held"]
    known = xgb.QuantileDMatrix(cells[:fit], label[:fit], weight=weight[:fit], feature_names=names)
    if settings["held"] > 0 and settings["patience"] > 0:
        later = xgb.QuantileDMatrix(cells[fit:], label[fit:], weight=weight[fit:], feature_names=names, ref=known)
        trial = xgb.train(
            parameters,
            known,
            rounds,
            evals=[(later, "later")],
            early_stopping_rounds=settings["patience"],
            verbose_eval=False,
        )
        rounds = trial.best_iteration + 1
        return trial[:rounds], {"rounds": rounds, "converged": True}
    return xgb.train(parameters, known, rounds), {"rounds": rounds, "converged": True}


def train_log_linear(settings, cells, label, weight):
    """Returns the booster, its rounds, and whether it converged within the given rounds. The `held` rows are not trained on."""
    parameters = {
        "booster": "gblinear",
        "objective": "count:poisson",
        "updater": "coord_descent",
        "feature_selector": "cyclic",
        "base_score": settings["baseScore"],
        "eta": 1,
        "nthread": 1,
        **settings["parameters"],
    }
    names = settings["features"]
    fit = len(label) - settings["held"]
    # A 0 adds nothing to a linear margin; as a missing value it takes neither memory nor time.
    data = xgb.DMatrix(cells[:fit], label[:fit], weight=weight[:fit], feature_names=names, missing=0.0)
    some = np.ascontiguousarray(cells[:: max(1, len(cells) // SAMPLE)])
    sample = xgb.DMatrix(some, feature_names=names, missing=0.0)
    booster = xgb.Booster(parameters, [data])
    if settings.get("start"):
        booster.load_model(settings["start"])
        booster.set_param(parameters)
    before = booster.predict(sample, output_margin=True)
    for done in range(settings["rounds"]):
        booster.update(data, done)
        if (done + 1) % LOOK_EVERY == 0:
            now = booster.predict(sample, output_margin=True)
            if np.max(np.abs(now - before)) < MOVED:
                return booster, {"rounds": done + 1, "converged": True}
            before = now
    return booster, {"rounds": settings["rounds"], "converged": False}


def set_weights(path, names, weights):
    """Sets weights of a log-linear model file whose columns were 0 in training."""
    file = pathlib.Path(path)
    model = json.loads(file.read_text())
    every = model["learner"]["gradient_booster"]["model"]["weights"]
    for name, weight in weights.items():
        # XGBoost reads a number without a decimal point as an integer, and then refuses it.
        every[names.index(name)] = float(weight)
    file.write_text(json.dumps(model, separators=(",", ":")))


def main():
    settings = json.loads(pathlib.Path(sys.argv[1]).read_text())
    label = np.fromfile(settings["label"], dtype=np.float32)
    weight = np.fromfile(settings["weight"], dtype=np.float32)
    cells = np.memmap(settings["matrix"], dtype=np.float32, mode="r", shape=(len(label), len(settings["features"])))
    train = {"trees": train_trees, "log-linear": train_log_linear}[settings["kind"]]
    booster, said = train(settings, cells, label, weight)
    booster.save_model(settings["model"])
    if settings["fixed"]:
        set_weights(settings["model"], settings["features"], settings["fixed"])
    # As in training: 0 is a value for trees and missing for a linear model.
    missing = np.nan if settings["kind"] == "trees" else 0.0
    with open(settings["predictions"], "wb") as file:
        for begin in range(0, len(label), AT_ONCE):
            some = xgb.DMatrix(cells[begin : begin + AT_ONCE], feature_names=settings["features"], missing=missing)
            booster.predict(some).tofile(file)
    print(json.dumps({**said, "xgboostVersion": xgb.__version__}))


if __name__ == "__main__":
    main()
