/** Percentiles are never averaged: the histograms of all replications are merged first. */
import type { RunResult } from '../../sim-core/index.ts';
import { Histogram } from '../../sim-core/stats/histogram.ts';

const NS_PER_SECOND = 1e9;

/** @returns seconds */
export function quantileOf(results: readonly RunResult[], p: number): number {
  const all = new Histogram();
  for (const { summary } of results) {
    const cells = summary.system.histogram;
    if (!cells) throw new Error('the run kept no histogram');
    all.addCells(cells);
  }
  return all.quantile(p) / NS_PER_SECOND;
}
