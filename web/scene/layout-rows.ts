/**
 * Heights: zones share the stage from top to bottom, and inside a zone each block stands as near as it can to the
 * middle of those that call it.
 */
import type { Topology } from '../engine/protocol.ts';
import { blockHeight, blockWidth, queueWidthOf, rowNeeds } from './layout-blocks.ts';
import { stackBlocks } from './stack-blocks.ts';
import type { BlockPlan, BlockSizes } from './layout-blocks.ts';
import type { StageGraph } from './stage-graph.ts';
import type { Block, Positions } from './stage-layout.ts';

interface RowsRequest {
  readonly topology: Topology;
  readonly graph: StageGraph;
  readonly plans: readonly BlockPlan[];
  readonly sizes: BlockSizes;
  readonly squeeze: number;
  readonly rowCount: number;
  readonly top: number;
  readonly bottom: number;
  readonly headingRow: number;
  readonly rowPad: number;
  readonly zoneGap: number;
  readonly blockHeading: number;
  readonly keepOut: { readonly width: number; readonly height: number } | null;
  readonly columns: readonly number[];
  readonly columnWidths: readonly number[];
  readonly stageWidth: number;
  readonly stageHeight: number;
  readonly positions: Positions;
}

interface Bounds {
  readonly top: number;
  readonly bottom: number;
}

export function placeRows(request: RowsRequest): { blocks: Block[]; bounds: Bounds[]; contentTop: number } {
  const bounds = rowBounds(request);
  const blocks: Block[] = [];
  const middle = (request.top + request.headingRow + request.bottom) / 2;
  const centers = new Map<string, number[]>();

  for (let layer = 0; layer < request.graph.layers.length; layer++) {
    for (let row = -1; row < request.rowCount; row++) {
      const plans = request.plans.filter((plan) => plan.layer === layer && plan.row === row);
      const stacked = inWishedOrder(
        request,
        plans.filter((plan) => plan.seat.kind !== 'workload'),
      );
      const within =
        row < 0 ? { top: request.top + request.headingRow, bottom: request.bottom } : inner(request, bounds, row);
      stackPlans(request, stacked, within, centers, (within.top + within.bottom) / 2, blocks);
    }
  }
  placeWorkloads(request, middle, blocks);
  return { blocks, bounds, contentTop: request.top };
}

/** Rows share what is left over in the proportion of their needs; the first one holds the headings. */
function rowBounds(request: RowsRequest): Bounds[] {
  const needs = rowNeeds(request.plans, request.sizes, request.rowCount, request.blockHeading, request.squeeze);
  const pads = request.rowPad * request.rowCount + request.headingRow + request.zoneGap * (request.rowCount - 1);
  const total = needs.reduce((sum, need) => sum + need, 0);
  const spare = Math.max(0, request.bottom - request.top - pads - total);
  let y = request.top;
  return needs.map((need, row) => {
    const heading = row === 0 ? request.headingRow : 0;
    const height = need + request.rowPad + heading + (total > 0 ? (spare * need) / total : 0);
    const bounds = { top: y, bottom: y + height };
    y += height + request.zoneGap;
    return bounds;
  });
}

function inner(request: RowsRequest, bounds: readonly Bounds[], row: number): Bounds {
  const pad = request.rowPad / 2;
  const heading = row === 0 ? request.headingRow : 0;
  return { top: bounds[row].top + pad + heading, bottom: bounds[row].bottom - pad };
}

function stackPlans(
  request: RowsRequest,
  plans: readonly BlockPlan[],
  within: Bounds,
  centers: Map<string, number[]>,
  fallback: number,
  blocks: Block[],
): void {
  const { sizes, squeeze, blockHeading } = request;
  const heading = (plan: BlockPlan) => (plan.seat.kind === 'service' ? blockHeading : 0);
  const boxes = plans.map((plan) => {
    const height = blockHeight(plan, sizes, squeeze) + heading(plan);
    const wished = wishFor(request, plan);
    return { height, wish: (wished ?? callerCenter(request, plan, centers) ?? fallback) - heading(plan) / 2 };
  });
  const needed = boxes.reduce((sum, box) => sum + box.height, 0);
  const spare = within.bottom - within.top - needed;
  const gap = Math.max(10, Math.min(sizes.blockGap + 14, spare / Math.max(1, boxes.length)));
  const tops = stackBlocks(boxes, gap, within.top, within.bottom);
  plans.forEach((plan, index) => {
    const y = tops[index] + heading(plan);
    const block = makeBlock(request, plan, y, blockHeading > 0 && plan.seat.kind === 'service' ? y - 13 : null);
    blocks.push(block);
    const key = keyOf(plan);
    centers.set(key, [...(centers.get(key) ?? []), block.y + block.height / 2]);
  });
}

function placeWorkloads(request: RowsRequest, middle: number, blocks: Block[]): void {
  const plans = request.plans.filter((plan) => plan.seat.kind === 'workload');
  const top = request.keepOut === null ? request.top + request.headingRow : request.keepOut.height + 14;
  const within = { top: Math.min(top, request.bottom - request.sizes.workloadHeight), bottom: request.bottom - 6 };
  const boxes = plans.map((plan) => {
    const wished = wishFor(request, plan);
    return { height: request.sizes.workloadHeight, wish: wished ?? calleeCenter(request, plan, blocks) ?? middle };
  });
  const tops = stackBlocks(boxes, 18, within.top, within.bottom);
  plans.forEach((plan, index) => blocks.push(makeBlock(request, plan, tops[index], null)));
}

function makeBlock(request: RowsRequest, plan: BlockPlan, y: number, headingY: number | null): Block {
  const { sizes, squeeze, positions } = request;
  const full = blockWidth(plan, sizes);
  const queueWidth = queueWidthOf(plan, sizes);
  const id = idOf(request.topology, plan);
  const share = plan.seat.kind === 'passage' ? undefined : positions[id]?.x;
  const wanted = share === undefined ? request.columns[plan.layer] : share * request.stageWidth;
  const column = request.columnWidths[plan.layer];
  const center = Math.max(column / 2 + 4, Math.min(request.stageWidth - column / 2 - 4, wanted));
  // In a column the cards begin on one line, whatever their width and the room for queues before them.
  const left =
    plan.seat.kind === 'service' ? center - column / 2 + columnQueueWidth(request, plan.layer) : center - full / 2;
  return {
    kind: plan.seat.kind,
    index: plan.seat.kind === 'passage' ? plan.seat.link : plan.seat.index,
    id,
    layer: plan.layer,
    row: plan.row,
    detail: plan.detail,
    members: plan.members,
    queueWidth,
    x: left,
    y,
    width: full - queueWidth,
    height: blockHeight(plan, sizes, squeeze),
    headingY,
  };
}

function columnQueueWidth(request: RowsRequest, layer: number): number {
  const plans = request.plans.filter((plan) => plan.layer === layer);
  return Math.max(...plans.map((plan) => queueWidthOf(plan, request.sizes)));
}

function idOf(topology: Topology, plan: BlockPlan): string {
  if (plan.seat.kind === 'service') return topology.services[plan.seat.index].id;
  if (plan.seat.kind === 'workload') return topology.workloads[plan.seat.index].id;
  return topology.links[plan.seat.link].id;
}

function wishFor(request: RowsRequest, plan: BlockPlan): number | undefined {
  if (plan.seat.kind === 'passage') return undefined;
  const share = request.positions[idOf(request.topology, plan)]?.y;
  return share === undefined ? undefined : share * request.stageHeight;
}

/** Who was put somewhere by hand changes places with those that it has passed. */
function inWishedOrder(request: RowsRequest, plans: readonly BlockPlan[]): readonly BlockPlan[] {
  if (!plans.some((plan) => wishFor(request, plan) !== undefined)) return plans;
  const step = request.stageHeight / (plans.length + 1);
  const keyed = plans.map((plan, index) => ({ plan, y: wishFor(request, plan) ?? step * (index + 1) }));
  return keyed.sort((a, b) => a.y - b.y).map(({ plan }) => plan);
}

/** Middle of the callers that stand in columns before, if any of them is placed yet. */
function callerCenter(request: RowsRequest, plan: BlockPlan, centers: Map<string, number[]>): number | undefined {
  const { topology } = request;
  const callers =
    plan.seat.kind === 'passage'
      ? [topology.links[plan.seat.link].caller]
      : topology.links
          .filter((link) => link.callee === (plan.seat as { index: number }).index)
          .map((link) => link.caller);
  const found = callers.flatMap((caller) =>
    caller.kind === 'service' ? (centers.get(`service/${caller.index}/${plan.row}`) ?? []) : [],
  );
  return found.length > 0 ? mean(found) : undefined;
}

function calleeCenter(request: RowsRequest, plan: BlockPlan, blocks: readonly Block[]): number | undefined {
  const index = (plan.seat as { index: number }).index;
  const callees = request.topology.links
    .filter((link) => link.caller.kind === 'workload' && link.caller.index === index)
    .map((link) => link.callee);
  const found = blocks
    .filter((block) => block.kind === 'service' && callees.includes(block.index))
    .map((block) => block.y + block.height / 2);
  return found.length > 0 ? mean(found) : undefined;
}

function keyOf(plan: BlockPlan): string {
  return plan.seat.kind === 'service' ? `service/${plan.seat.index}/${plan.row}` : `${plan.seat.kind}/${plan.row}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
