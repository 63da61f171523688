/** Where the columns stand: spread over the width, but never so far apart that a small scene falls to pieces. */
import type { Positions } from './stage-layout.ts';

interface ColumnsRequest {
  readonly width: number;
  /** What covers the top left corner. */
  readonly keepOut: { readonly width: number; readonly height: number } | null;
  readonly hasZones: boolean;
  readonly hasWorkloads: boolean;
  readonly widths: readonly number[];
  readonly positions: Positions;
  readonly edge: number;
}

export interface PlacedColumns {
  /** Middle of each column, room for queues included. */
  readonly centers: readonly number[];
  /** Right end of the last column. */
  readonly right: number;
  /** The workloads stand under what covers the corner. */
  readonly isBelowKeepOut: boolean;
}

const GAP_MAX = 210;
const GAP_BESIDE_KEEP_OUT = 84;
const ZONE_RAIL = 30;

export function placeColumns(request: ColumnsRequest): PlacedColumns {
  const { widths, width, edge } = request;
  const total = widths.reduce((sum, value) => sum + value, 0);
  const right = width - edge - (request.hasZones ? ZONE_RAIL : 0);
  const corner = request.keepOut === null ? edge : request.keepOut.width + edge;
  const isBeside = total + (widths.length - 1) * GAP_BESIDE_KEEP_OUT <= right - corner;
  if (request.keepOut === null || isBeside || !request.hasWorkloads || widths.length < 2) {
    const left = request.keepOut !== null && !isBeside ? edge : corner;
    return { ...spread(widths, left, right), isBelowKeepOut: !isBeside && request.keepOut !== null };
  }
  const servicesLeft = Math.min(corner + 34, right - (total - widths[0]) - 40 * (widths.length - 2));
  const services = spread(widths.slice(1), servicesLeft, right);
  const firstLeft = services.centers[0] - widths[1] / 2;
  const client = Math.max(edge + widths[0] / 2, Math.min((edge + firstLeft) / 2 - 24, firstLeft - 60 - widths[0] / 2));
  return { centers: [client, ...services.centers], right: services.right, isBelowKeepOut: true };
}

function spread(widths: readonly number[], left: number, right: number): { centers: number[]; right: number } {
  const total = widths.reduce((sum, value) => sum + value, 0);
  const gaps = widths.length - 1;
  const gap = gaps > 0 ? Math.min(GAP_MAX, (right - left - total) / gaps) : 0;
  let x = left + (right - left - total - gap * gaps) / 2;
  const centers: number[] = [];
  for (const width of widths) {
    centers.push(x + width / 2);
    x += width + gap;
  }
  return { centers, right: x - gap };
}
