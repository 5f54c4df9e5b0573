"""Compares a trained artifact with other forecasts on the same holdout, and prepares public data sets for training.

    python3 model/compare.py prepare orangeJuice.rda oj.csv      # of the R package bayesm; needs `pip install rdata`
    python3 model/compare.py prepare tuna.rda tuna.csv           # the same package
    python3 model/compare.py prepare avocado.csv hass.csv        # Hass Avocado Board
    python3 model/compare.py forecast oj.csv ARTIFACT            # needs `pip install lightgbm pandas`

D2 is the share of the Poisson deviance explained, relative to the mean of the holdout, as in the model card. LightGBM knows the
sales of the weeks before each week, also within the holdout; the artifact and the log-log regression only those of the training.
"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd

# The first day of Dominick's week 1.
WEEK_ONE = pd.Timestamp("1989-09-14")


def orange_juice(path):
    """Eleven brands in 83 stores. Prices are per ounce, sales are log ounces, profit is the margin in percent of the price."""
    import rdata

    rows = rdata.read_rda(path)["orangeJuice"]["yx"]
    brand = rows["brand"].astype(int)
    prices = rows[[f"price{number}" for number in range(1, 12)]].to_numpy()
    price = 64 * prices[np.arange(len(rows)), brand - 1]
    return pd.DataFrame(
        {
            "product": "S" + rows["store"].astype(int).astype(str) + "-B" + brand.astype(str),
            "date": (WEEK_ONE + pd.to_timedelta(7 * (rows["week"].astype(int) - 1), unit="D")).dt.date,
            "price": price,
            "units": np.exp(rows["logmove"]) / 64,
            "cost": price * (1 - rows["profit"] / 100),
            "promo": ((rows["deal"] > 0) | (rows["feat"] > 0)).astype(int),
            "category": "B" + brand.astype(str),
        }
    )


def tuna(path):
    """Seven brands of canned tuna over all stores, with wholesale prices."""
    import rdata

    rows = rdata.read_rda(path)["tuna"]
    dates = (WEEK_ONE + pd.to_timedelta(7 * (rows["WEEK"].astype(int) - 1), unit="D")).dt.date
    return pd.concat(
        pd.DataFrame(
            {
                "product": f"T{brand}",
                "date": dates,
                "price": np.exp(rows[f"LPRICE{brand}"]),
                "units": rows[f"MOVE{brand}"],
                "cost": np.exp(rows[f"LWHPRIC{brand}"]),
            }
        )
        for brand in range(1, 8)
    )


def avocado(path):
    """Two types in 54 markets of the United States, without the regions that sum markets."""
    rows = pd.read_csv(path)
    sums = ["TotalUS", "West", "California", "SouthCentral", "Northeast", "Southeast", "GreatLakes", "Midsouth", "Plains"]
    rows = rows[~rows["region"].isin(sums)]
    return pd.DataFrame(
        {
            "product": rows["region"] + "-" + rows["type"],
            "date": pd.to_datetime(rows["Date"]).dt.date,
            "price": rows["AveragePrice"],
            "units": rows["Total Volume"],
            "category": rows["type"],
        }
    )


def prepare(source, out):
    kinds = {"orangeJuice.rda": orange_juice, "tuna.rda": tuna, "avocado.csv": avocado}
    kinds[pathlib.Path(source).name](source).to_csv(out, index=False, float_format="%.6g")


def deviance(units, mean):
    mean = np.maximum(mean, 1e-9)
    return 2 * np.sum(np.where(units > 0, units * np.log(np.maximum(units, 1e-12) / mean), 0) - units + mean)


def explained(units, mean):
    return 1 - deviance(units, mean) / deviance(units, np.full(len(units), units.mean()))


def log_log(rows, held):
    """Least squares of log units on log price, promotion and product effects; Duan's smearing for the mean (1983)."""
    known = rows[~held & (rows["units"] > 0)]
    columns = ["x"] + (["promo"] if rows["promo"].nunique() > 1 else [])
    y = np.log(known["units"])
    centred = known[columns] - known.groupby("product")[columns].transform("mean")
    slopes = np.linalg.lstsq(centred.to_numpy(float), (y - y.groupby(known["product"]).transform("mean")), rcond=None)[0]
    level = (y - known[columns].to_numpy(float) @ slopes).groupby(known["product"]).mean()
    fitted = known["product"].map(level) + known[columns].to_numpy(float) @ slopes
    smear = np.exp(y - fitted).mean()
    late = rows[held]
    logs = late["product"].map(level).fillna(level.mean()) + late[columns].to_numpy(float) @ slopes
    return slopes[0], np.exp(logs) * smear


def lightgbm_with_lags(rows, held):
    import lightgbm

    by = rows.groupby("product")
    table = pd.DataFrame({"x": rows["x"], "promo": rows["promo"], "code": rows["product"].astype("category")})
    for lag in (1, 2, 4):
        table[f"units{lag}"] = by["units"].shift(lag)
    table["x1"] = by["x"].shift(1)
    table["level"] = by["units"].transform(lambda units: units.shift(1).rolling(8, min_periods=1).mean())
    table["week"] = pd.to_datetime(rows["date"]).dt.isocalendar().week.astype(int)
    # The ratio to the last weeks' level is what trees can extrapolate.
    offset = np.maximum(table["level"], 1e-3)
    known = ~held & table["level"].notna()
    settings = {"objective": "poisson", "learning_rate": 0.05, "num_leaves": 31, "verbose": -1, "seed": 1, "num_threads": 2}
    data = lightgbm.Dataset(table[known], (rows["units"] / offset)[known], weight=offset[known])
    booster = lightgbm.train(settings, data, 400)
    return booster.predict(table[held]) * offset[held].fillna(rows["units"][~held].mean())


def forecast(data, artifact):
    report = json.loads((pathlib.Path(artifact) / "contract.json").read_text())["training"]
    rows = pd.read_csv(data).sort_values(["product", "date"], ignore_index=True)
    rows["x"] = np.log(rows["price"])
    rows["promo"] = rows.get("promo", 0)
    held = rows["date"] >= report["span"]["holdoutFrom"][:10]
    units = rows["units"][held].to_numpy()
    slope, simple = log_log(rows, held)
    print(f"holdout rows {held.sum()}, in the artifact {report['rows']['holdout']}")
    for name, d2 in report["explained"].items():
        print(f"{d2:.4f}  {name} (artifact)")
    print(f"{explained(units, simple.to_numpy()):.4f}  log-log regression with product effects, slope {slope:.2f}")
    print(f"{explained(units, np.asarray(lightgbm_with_lags(rows, held))):.4f}  LightGBM with lags")


if __name__ == "__main__":
    {"prepare": prepare, "forecast": forecast}[sys.argv[1]](*sys.argv[2:])
