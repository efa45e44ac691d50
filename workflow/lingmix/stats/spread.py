"""How far an estimate may be off: standard errors over seeds and groups, and what follows from them.

An estimate θ is a mean over S seeds and G groups that are crossed. Its variance has three parts, of seeds, of groups
and of what a seed does to single groups (s, g, sg):

    Var θ = σ_s²/S + σ_g²/G + σ_sg²/(S G)

What can be observed overlaps: the variance between seeds' values, v_s, estimates the first and the third; that between
groups' means over seeds, v_g, the second and the third; a bootstrap that draws both has the third three times (Owen
2007). So ``total`` is v_s + v_g − v_sg (two-way clustering; Cameron, Gelbach and Miller 2011, Journal of Business &
Economic Statistics 29(2)), at least v_s, with the degrees of freedom of Satterthwaite (1946, Biometrics Bulletin 2(6)),
at least S − 1.

With few seeds v_s may be small by chance. What is said therefore has to hold twice: with ``total``, and with v_s alone
on S − 1 degrees of freedom, the usual t test over seeds. Intervals are the wider of the two, p values the larger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """K estimates and their standard errors, all float64 (K,).

    Attributes:
        estimate: in the metric's units.
        se, df: standard error over seeds and groups, and its degrees of freedom.
        se_seeds, df_seeds: standard error over seeds alone; 0 and NaN where seeds do not change the estimate, or
            where there is one seed. Nothing is then said about other seeds.
    """

    estimate: Array
    se: Array
    df: Array
    se_seeds: Array
    df_seeds: Array

    def half_width(self, level: float = 0.95) -> Array:
        """Half the width of the interval that holds the truth with probability ``level``: float64 (K,)."""
        return self._wider(lambda df: stats.t.ppf((1 + level) / 2, df))

    def p(self) -> Array:
        """Two-sided p of the null that the truth is 0: float64 (K,)."""
        return self._larger(np.abs(self.estimate), 2.0)

    def p_within(self, margin: float) -> Array:
        """p of the null that the truth is ``margin`` or more away from 0: float64 (K,).

        Two one-sided tests (Schuirmann 1987): below 0.05 exactly where the 90 % interval lies within ± ``margin``.
        """
        return self._larger(margin - np.abs(self.estimate), 1.0)

    def detectable(self, level: Array | float = 0.05, power: float = 0.8) -> Array:
        """The smallest true difference that a two-sided test at ``level`` finds with probability ``power``.

        The noncentrality at which a noncentral t exceeds the critical value so often, times the standard error.

        Args:
            level: corrected for the size of the family, if there is one; a number or float64 (K,).
            power: between ``level`` and 1.

        Returns:
            float64 (K,), in the metric's units.
        """
        tail = np.asarray(level, dtype=np.float64) / 2
        return self._wider(lambda df: special.nctdtrinc(df, 1 - power, stats.t.isf(tail, df)))

    def _wider(self, factor: Callable[[Array], Array]) -> Array:
        both: Array = self.se * factor(self.df)
        seeds = np.where(self.se_seeds > 0, self.se_seeds * factor(np.maximum(self.df_seeds, 1)), 0.0)
        return np.where(np.isnan(both), np.nan, np.maximum(both, seeds))

    def _larger(self, distance: Array, sides: float) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            both = sides * stats.t.sf(distance / self.se, self.df)
            seeds = sides * stats.t.sf(distance / self.se_seeds, np.maximum(self.df_seeds, 1))
        # without any spread 0 is 0 and anything else is not
        both = np.where(self.se == 0, (distance <= 0).astype(np.float64), both)
        seeds = np.where(self.se_seeds > 0, seeds, 0.0)
        return np.where(np.isnan(both), np.nan, np.maximum(both, seeds))


def spread(
    estimate: Array,
    seeds: Array,
    groups: Array,
    both: Array,
    shape: tuple[int, Array | int],
    df_seeds: Array | float | None = None,
) -> Spread:
    """Standard errors from variances, each float64 (K,).

    Args:
        estimate: θ.
        seeds: v_s; 0 where seeds do not change the estimate, or where there is one.
        groups: v_g.
        both: v_sg.
        shape: S and G; G may be of each estimate.
        df_seeds: degrees of freedom of v_s if they are not S − 1.

    Returns:
        Estimates with NaN as standard error where there are fewer than two groups.
    """
    count, clusters = shape[0], np.asarray(shape[1], dtype=np.float64)
    own = np.broadcast_to(np.asarray(max(count - 1, 1) if df_seeds is None else df_seeds, np.float64), estimate.shape)
    total = seeds + np.maximum(groups - both, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = 1 / ((seeds / total) ** 2 / own + (groups / total) ** 2 / np.maximum(clusters - 1, 1))
    changed = seeds > 0
    # what is left of groups may be 0 by chance; then it is the seeds' variance, on their degrees of freedom
    df = np.where(changed, np.maximum(df, np.minimum(own, clusters - 1)), df)
    # without variance any number will do
    df = np.where(total == 0, clusters - 1, df)
    return Spread(
        estimate,
        np.where(clusters < 2, np.nan, np.sqrt(total)),
        np.where(clusters < 2, np.nan, df),
        np.where(changed, np.sqrt(seeds), 0.0),
        np.where(changed, own, np.nan),
    )
