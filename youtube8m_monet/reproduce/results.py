"""What the runs of a table measured, and the cells that come of it."""

import collections
import os

import numpy as np

from youtube8m_monet.data.samples import SAMPLES
from youtube8m_monet.report import experiment_table
from youtube8m_monet.reproduce.outcome import find, pool


class Results:
    """Collects the outcomes of jobs.

    Args:
        table: The `Table`.
    """

    def __init__(self, table):
        self.table = table
        self._outcomes = collections.defaultdict(list)
        self._samples = set()

    def add(self, job, outcome):
        """Adds what a `Job` measured."""
        self._outcomes[job.run, job.seed].append(outcome)
        self._samples.add(job.sample)

    def report(self):
        """Returns the table as text."""
        rows = [(r.title, self.cells(r), r.paper) for r in self.table.rows]
        rows += [(title, c, {}) for title, c in self.baselines().items()]
        return experiment_table(list(self.table.columns), rows)

    def cells(self, row):
        """Returns the mean and the deviation of each column over the seeds.

        Args:
            row: The `Experiment`.

        Returns:
            Mapping of column to `(mean, standard deviation)`, without those
            that were not measured.
        """
        found = {}
        for column, metric in self.table.columns.items():
            values = [
                value
                for outcomes in self._by_seed(row)
                if (value := find(outcomes, metric)) is not None
            ]
            if values:
                deviation = np.std(values, ddof=1) if len(values) > 1 else 0.0
                found[column] = (float(np.mean(values)), float(deviation))
        return found

    def baselines(self):
        """Returns what it takes no skill to reach, and the best that is there.

        Returns:
            Mapping of title to cells, as `cells` has them; empty where nothing
            was hallucinated.
        """
        flows = [
            outcomes["flow"]
            for row in self.table.rows
            for seed in self._by_seed(row)
            for outcomes in seed.values()
            if "flow" in outcomes
        ]
        if not flows:
            return {}
        flow = flows[0]
        errors = {
            "copy of appearance": flow.get("mse_copy"),
            "mean flow of the training videos": flow["mse_train_mean"],
            "mean flow of the held-out videos": flow["mse_mean"],
        }
        for sample in self._samples - {None}:
            best = SAMPLES[sample].best_r2()
            errors["best that the law allows"] = (1 - best) * flow["mse_mean"]
        return {
            title: self._flow_cells(error, flow)
            for title, error in errors.items()
            if error is not None
        }

    def _flow_cells(self, error, flow):
        values = {
            "r2": 1 - error / flow["mse_mean"],
            "relative_mse": error / flow["mse_train_mean"],
            "mse": error,
        }
        return {
            column: (values[name], 0.0)
            for column, metric in self.table.columns.items()
            if ".flow." in metric
            and (name := metric.rpartition(".")[2]) in values
        }

    def _by_seed(self, row):
        """Returns, for each seed, the outcome of each of a row's runs."""
        seeds = sorted({seed for _, seed in self._outcomes})
        return [
            {
                os.path.basename(run): pool(self._outcomes[run, seed])
                for run in row.runs
                if (run, seed) in self._outcomes
            }
            for seed in seeds
        ]
