/**
 * Blocks of the stage: the instances of one service that stand in one zone, with their size at each level of detail,
 * and the choice of the finest level at which everything fits.
 */
import type { Topology } from '../engine/protocol.ts';
import type { Seat, StageGraph } from './stage-graph.ts';

/** near: cards with slots and queue; mid: chips; far: one shape per service with numbers. */
export type Detail = 'near' | 'mid' | 'far';

export interface BlockPlan {
  readonly seat: Seat;
  readonly layer: number;
  /** Row of the stage: a zone, or the place of what has no zone. */
  readonly row: number;
  /** Instances of the service that stand here, numbers from 0. */
  readonly members: readonly number[];
  detail: Detail;
  /** Chips beside each other. */
  columns: number;
}

export interface BlockSizes {
  readonly cardWidth: number;
  readonly cardHeight: number;
  readonly cardHeightMin: number;
  readonly cardGap: number;
  readonly chipWidth: number;
  readonly chipHeight: number;
  readonly chipGap: number;
  readonly queueWidth: number;
  readonly chipQueueWidth: number;
  readonly farWidth: number;
  readonly farHeight: number;
  readonly workloadWidth: number;
  readonly workloadHeight: number;
  readonly headingHeight: number;
  readonly blockGap: number;
}

export const PASSAGE_HEIGHT = 14;

/** @param isSlim less room for queues, so that one more column of cards fits */
export function blockSizes(width: number, isSlim: boolean): BlockSizes {
  const isPhone = width < 600;
  const isSmall = width < 1000;
  return {
    cardWidth: isSmall ? 126 : 136,
    cardHeight: isSmall ? 56 : 64,
    cardHeightMin: 44,
    cardGap: 14,
    chipWidth: 58,
    chipHeight: 42,
    chipGap: 8,
    queueWidth: isSlim || width < 800 ? 26 : 44,
    chipQueueWidth: 15,
    farWidth: isPhone ? 84 : 132,
    farHeight: 44,
    workloadWidth: isPhone ? 40 : 100,
    workloadHeight: isPhone ? 56 : 44,
    headingHeight: 24,
    blockGap: 26,
  };
}

/** One block per workload, per service and zone, and per passage; in the order of the columns. */
export function planBlocks(topology: Topology, graph: StageGraph, finest: Detail): BlockPlan[] {
  const rows = rowsOf(topology);
  const plans: BlockPlan[] = [];
  graph.layers.forEach((seats, layer) => {
    for (const seat of seats) {
      if (seat.kind !== 'service') {
        const row = seat.kind === 'passage' ? emptiestRow(topology, seats, rows) : -1;
        plans.push({ seat, layer, row, members: [], detail: finest, columns: 1 });
        continue;
      }
      const instances = topology.services[seat.index].instances;
      for (let row = 0; row < rows.length; row++) {
        const members = instances.flatMap((instance, number) => (instance.zone === rows[row] ? [number] : []));
        if (members.length > 0) plans.push({ seat, layer, row, members, detail: finest, columns: 1 });
      }
    }
  });
  return plans;
}

/** A link passes a column where the fewest instances stand in its way. */
function emptiestRow(topology: Topology, seats: readonly Seat[], rows: readonly (string | null)[]): number {
  const counts = rows.map((zone) =>
    seats.reduce((count, seat) => {
      if (seat.kind !== 'service') return count;
      return count + topology.services[seat.index].instances.filter((instance) => instance.zone === zone).length;
    }, 0),
  );
  return counts.indexOf(Math.min(...counts));
}

/** Zones that hold an instance, in their order; then a row for instances without a zone, if there are any. */
export function rowsOf(topology: Topology): (string | null)[] {
  const used = new Set(topology.services.flatMap((service) => service.instances.map((instance) => instance.zone)));
  const rows: (string | null)[] = topology.zones.filter((zone) => used.has(zone));
  return used.has(null) || rows.length === 0 ? [...rows, null] : rows;
}

/** Room in front of the cards for what waits. */
export function queueWidthOf(plan: BlockPlan, sizes: BlockSizes): number {
  if (plan.seat.kind !== 'service' || plan.detail === 'far') return 0;
  return plan.detail === 'near' ? sizes.queueWidth : sizes.chipQueueWidth;
}

/** Cards of a column begin on one line: it needs the widest queue and the widest cards, though of different blocks. */
export function columnWidths(plans: readonly BlockPlan[], sizes: BlockSizes, layerCount: number): number[] {
  const queues = new Array<number>(layerCount).fill(0);
  const cards = new Array<number>(layerCount).fill(0);
  for (const plan of plans) {
    const queueWidth = queueWidthOf(plan, sizes);
    queues[plan.layer] = Math.max(queues[plan.layer], queueWidth);
    cards[plan.layer] = Math.max(cards[plan.layer], blockWidth(plan, sizes) - queueWidth);
  }
  return queues.map((queue, layer) => queue + cards[layer]);
}

export function blockWidth(plan: BlockPlan, sizes: BlockSizes): number {
  if (plan.seat.kind === 'passage') return 0;
  if (plan.seat.kind === 'workload') return sizes.workloadWidth;
  if (plan.detail === 'far') return sizes.farWidth;
  if (plan.detail === 'near') return sizes.queueWidth + sizes.cardWidth;
  return plan.columns * (sizes.chipQueueWidth + sizes.chipWidth) + (plan.columns - 1) * sizes.chipGap;
}

/** Height of the cards alone; `squeeze` 0: as designed, 1: as low as they can still be read. */
export function blockHeight(plan: BlockPlan, sizes: BlockSizes, squeeze: number): number {
  if (plan.seat.kind === 'passage') return PASSAGE_HEIGHT;
  if (plan.seat.kind === 'workload') return sizes.workloadHeight;
  if (plan.detail === 'far') return sizes.farHeight;
  const lines = Math.ceil(plan.members.length / plan.columns);
  if (plan.detail === 'mid') return lines * sizes.chipHeight + (lines - 1) * chipGapAt(sizes, squeeze);
  return lines * cardHeightAt(sizes, squeeze) + (lines - 1) * cardGapAt(sizes, squeeze);
}

export function cardHeightAt(sizes: BlockSizes, squeeze: number): number {
  return Math.round(sizes.cardHeight + (sizes.cardHeightMin - sizes.cardHeight) * squeeze);
}

export function cardGapAt(sizes: BlockSizes, squeeze: number): number {
  return Math.round(sizes.cardGap + (6 - sizes.cardGap) * squeeze);
}

export function chipGapAt(sizes: BlockSizes, squeeze: number): number {
  return Math.round(sizes.chipGap + (4 - sizes.chipGap) * squeeze);
}

/** Height that each row needs: its fullest column. */
export function rowNeeds(
  plans: readonly BlockPlan[],
  sizes: BlockSizes,
  rowCount: number,
  headingHeight: number,
  squeeze: number,
): number[] {
  const needs = new Array<number>(rowCount).fill(0);
  const columns = new Map<string, number>();
  for (const plan of plans) {
    if (plan.row < 0) continue;
    const key = `${plan.layer}/${plan.row}`;
    const before = columns.get(key);
    const gap = before === undefined ? 0 : sizes.blockGap - 14 * squeeze;
    const heading = plan.seat.kind === 'service' ? headingHeight : 0;
    const need = (before ?? 0) + gap + heading + blockHeight(plan, sizes, squeeze);
    columns.set(key, need);
    needs[plan.row] = Math.max(needs[plan.row], need);
  }
  return needs;
}

/**
 * Coarsens one service of the fullest column; false when nothing can be coarser. Chips stand beside each other before
 * a service becomes one shape.
 */
export function coarsen(
  plans: readonly BlockPlan[],
  sizes: BlockSizes,
  rowCount: number,
  headingHeight: number,
  columnsMax: number,
): boolean {
  const needs = rowNeeds(plans, sizes, rowCount, headingHeight, 1);
  let tallest: BlockPlan | null = null;
  let height = 0;
  for (const plan of plans) {
    if (plan.seat.kind !== 'service' || plan.detail === 'far') continue;
    const column = plans.filter((other) => other.layer === plan.layer && other.row === plan.row);
    const columnNeed = rowNeeds(column, sizes, rowCount, headingHeight, 1)[plan.row];
    const isCritical = columnNeed >= needs[plan.row] - 1;
    const own = blockHeight(plan, sizes, 1) + (isCritical ? 100_000 : 0);
    if (own > height) {
      height = own;
      tallest = plan;
    }
  }
  if (tallest === null) return false;
  for (const plan of plans) {
    if (plan.seat.kind !== 'service' || plan.seat.index !== (tallest.seat as { index: number }).index) continue;
    stepDown(plan, columnsMax);
  }
  return true;
}

/** Coarsens every service of the widest column; false when nothing can be narrower. */
export function narrow(plans: readonly BlockPlan[], sizes: BlockSizes): boolean {
  const candidates = plans.filter((plan) => plan.seat.kind === 'service' && isNarrowable(plan, sizes));
  const widest = candidates.reduce((max, plan) => Math.max(max, blockWidth(plan, sizes)), 0);
  for (const plan of candidates) {
    if (blockWidth(plan, sizes) < widest) continue;
    if (plan.detail === 'near') plan.detail = 'mid';
    else if (plan.columns > 1) plan.columns--;
    else plan.detail = 'far';
  }
  return candidates.length > 0;
}

function isNarrowable(plan: BlockPlan, sizes: BlockSizes): boolean {
  if (plan.detail === 'near' || plan.columns > 1) return true;
  return plan.detail === 'mid' && sizes.farWidth < sizes.chipWidth + sizes.chipQueueWidth;
}

function stepDown(plan: BlockPlan, columnsMax: number): void {
  if (plan.detail === 'near') {
    plan.detail = 'mid';
    plan.columns = Math.max(1, Math.min(2, columnsMax, plan.members.length));
  } else if (plan.detail === 'mid' && plan.columns < Math.min(columnsMax, plan.members.length)) {
    plan.columns++;
  } else {
    plan.detail = 'far';
    plan.columns = 1;
  }
}
