/** Histograms of latencies that are kept in a policy's numbers: known to a sixteenth of their octave, which is 6 %. */
import { CELL_COUNT, cellOf, lowerEdge } from '../stats/histogram.ts';

const MERGED_CELLS = 8;
export const LATENCY_CELLS = Math.ceil((CELL_COUNT - 1) / MERGED_CELLS) + 1;

export function latencyCellOf(latencyNs: number): number {
  return (cellOf(latencyNs) + MERGED_CELLS - 1) >> 3;
}

/** As if the values of a cell were spread evenly in it. */
export function latencyIn(cell: number, share: number): number {
  const from = edgeOf(cell);
  return Math.round(from + (edgeOf(cell + 1) - from) * share);
}

function edgeOf(cell: number): number {
  return cell === 0 ? 0 : lowerEdge((cell - 1) * MERGED_CELLS + 1);
}
