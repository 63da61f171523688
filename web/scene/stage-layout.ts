/**
 * Where everything on the stage stands. Pure: the same scenario, size and wishes give the same picture. Lengths are
 * CSS pixels before `scale`, which makes tiny scenes large and crowded ones small.
 */
import type { Topology } from '../engine/protocol.ts';
import {
  blockSizes,
  cardGapAt,
  cardHeightAt,
  chipGapAt,
  columnWidths,
  coarsen,
  narrow,
  planBlocks,
  rowNeeds,
  rowsOf,
} from './layout-blocks.ts';
import { placeColumns } from './layout-columns.ts';
import { placeRows } from './layout-rows.ts';
import { buildStageGraph } from './stage-graph.ts';
import type { BlockPlan, BlockSizes, Detail } from './layout-blocks.ts';
import type { StageGraph } from './stage-graph.ts';

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Wanted centre of a service or workload, as shares of the stage's width and height. */
export type Positions = Readonly<Record<string, { readonly x?: number; readonly y?: number }>>;

export interface LayoutRequest {
  readonly width: number;
  readonly height: number;
  /** Size of what covers the top left corner of the stage; null: nothing does. */
  readonly keepOut: { readonly width: number; readonly height: number } | null;
  readonly positions: Positions;
}

export interface Block extends Rect {
  readonly kind: 'workload' | 'service' | 'passage';
  /** Of the workload, service or passing link. */
  readonly index: number;
  readonly id: string;
  readonly layer: number;
  readonly row: number;
  readonly detail: Detail;
  readonly members: readonly number[];
  /** Room in front of the cards for what waits; `x` is behind it. */
  readonly queueWidth: number;
  headingY: number | null;
}

/** One instance. At the far level all instances of a block share its shape. */
export interface Card extends Rect {
  readonly service: number;
  readonly number: number;
  readonly block: number;
  readonly detail: Detail;
  readonly queueWidth: number;
}

export interface StageLayout {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly sizes: BlockSizes;
  readonly isPhone: boolean;
  /** What covers the top left corner, when workloads stand below it. */
  readonly cover: { readonly width: number; readonly height: number } | null;
  readonly blocks: readonly Block[];
  /** All instances in order of services and numbers. */
  readonly cards: readonly Card[];
  /** Index in `cards` of each service's first instance. */
  readonly firstCard: readonly number[];
  /** Index in `blocks` of each workload. */
  readonly workloadBlock: readonly number[];
  readonly zones: readonly (Rect & { readonly name: string })[];
  /** Headings of all columns stand on this line; null: each block has its own above it. */
  readonly headingY: number | null;
  readonly registryY: number | null;
  readonly layerCount: number;
}

const EDGE = 16;
const REGISTRY_HEIGHT = 42;
const HEADING_ROW = 36;
const ZONE_GAP = 8;
const ZONE_PAD = 12;
const SCALES_UP = [1.5, 1.35, 1.2, 1.1];

/** @param graph columns of the topology, when they are known already */
export function layoutStage(
  topology: Topology,
  request: LayoutRequest,
  graph: StageGraph = buildStageGraph(topology),
): StageLayout {
  for (const scale of SCALES_UP) {
    const layout = request.width >= 600 ? tryLayout(topology, graph, request, scale, true) : null;
    if (layout !== null) return layout;
  }
  for (const scale of [1, 0.9, 0.8, 0.7, 0.6]) {
    const layout = tryLayout(topology, graph, request, scale, false);
    if (layout !== null) return layout;
  }
  const sizes = blockSizes(request.width, true);
  return composeLayout(topology, graph, request, 0.6, planBlocks(topology, graph, 'far'), sizes);
}

/** null: does not fit. `roomy`: everything near, with air around it. */
function tryLayout(
  topology: Topology,
  graph: StageGraph,
  request: LayoutRequest,
  scale: number,
  roomy: boolean,
): StageLayout | null {
  const width = request.width / scale;
  const height = request.height / scale;
  const rows = rowsOf(topology);
  const plans = planBlocks(topology, graph, width < 600 ? 'mid' : 'near');
  const frame = frameOf(topology, graph);
  const available = height - frame.fixedHeight - (rows.length - 1) * ZONE_GAP - rows.length * frame.rowPad;
  const widthAvailable = width - 2 * EDGE - (frame.hasZones ? 36 : 0);
  const widthWith = (of: BlockSizes) =>
    sum(columnWidths(plans, of, graph.layers.length)) + minGaps(graph, width, roomy);
  const isSlim = !roomy && widthWith(blockSizes(request.width, false)) > widthAvailable;
  const sizes = blockSizes(request.width, isSlim);
  const needed = (squeeze: number) => sum(rowNeeds(plans, sizes, rows.length, frame.blockHeading, squeeze));
  const widthNeeded = () => widthWith(sizes);

  if (roomy) {
    const keepOutWidth = (request.keepOut?.width ?? 0) / scale;
    if (widthNeeded() > widthAvailable - keepOutWidth || needed(0) > available * 0.72) return null;
    return composeLayout(topology, graph, request, scale, plans, sizes);
  }
  while (widthNeeded() > widthAvailable) {
    if (!narrow(plans, sizes)) return null;
  }
  while (needed(1) > available) {
    const columnsMax = widthNeeded() + sizes.chipWidth + sizes.chipQueueWidth <= widthAvailable ? 3 : 1;
    if (!coarsen(plans, sizes, rows.length, frame.blockHeading, columnsMax)) return null;
  }
  return composeLayout(topology, graph, request, scale, plans, sizes);
}

function composeLayout(
  topology: Topology,
  graph: StageGraph,
  request: LayoutRequest,
  scale: number,
  plans: readonly BlockPlan[],
  sizes: BlockSizes,
): StageLayout {
  const width = request.width / scale;
  const height = request.height / scale;
  const frame = frameOf(topology, graph);
  const rows = rowsOf(topology);
  const available = height - frame.fixedHeight - (rows.length - 1) * ZONE_GAP - rows.length * frame.rowPad;
  const squeeze = squeezeFor(
    (amount) => sum(rowNeeds(plans, sizes, rows.length, frame.blockHeading, amount)),
    available,
  );
  const keepOut = request.keepOut && { width: request.keepOut.width / scale, height: request.keepOut.height / scale };
  const columns = placeColumns({
    width,
    keepOut,
    hasZones: frame.hasZones,
    hasWorkloads: topology.workloads.length > 0,
    widths: columnWidths(plans, sizes, graph.layers.length),
    positions: request.positions,
    edge: EDGE,
  });
  const placed = placeRows({
    topology,
    graph,
    plans,
    sizes,
    squeeze,
    rowCount: rows.length,
    top: frame.top,
    headingRow: frame.headingRow,
    rowPad: frame.rowPad,
    zoneGap: ZONE_GAP,
    bottom: height - 8,
    keepOut: columns.isBelowKeepOut ? keepOut : null,
    blockHeading: frame.blockHeading,
    columns: columns.centers,
    columnWidths: columnWidths(plans, sizes, graph.layers.length),
    stageWidth: width,
    stageHeight: height,
    positions: request.positions,
  });
  const { cards, firstCard } = placeCards(topology, placed.blocks, sizes, squeeze);
  return {
    scale,
    width,
    height,
    sizes,
    isPhone: request.width < 600,
    cover: columns.isBelowKeepOut ? keepOut : null,
    blocks: placed.blocks,
    cards,
    firstCard,
    workloadBlock: topology.workloads.map((_, index) =>
      placed.blocks.findIndex((block) => block.kind === 'workload' && block.index === index),
    ),
    zones: frame.hasZones ? zoneRegions(rows, placed, sizes, columns.right) : [],
    headingY: frame.headingRow > 0 ? headingLine(frame.hasZones, placed) : null,
    registryY: frame.hasRegistry ? 25 : null,
    layerCount: graph.layers.length,
  };
}

/** At the top of the first zone; without zones right above whatever is highest. */
function headingLine(hasZones: boolean, placed: { blocks: readonly Block[]; contentTop: number }): number {
  if (hasZones) return placed.contentTop + 18;
  const tops = placed.blocks.filter((block) => block.kind !== 'workload').map((block) => block.y);
  return Math.min(...tops) - 20;
}

function frameOf(topology: Topology, graph: StageGraph) {
  const hasRegistry = topology.services.some((service) => service.discovery === 'client');
  const hasZones = rowsOf(topology).some((row) => row !== null);
  const isSingleFile = graph.layers.every((seats) => seats.filter((seat) => seat.kind === 'service').length <= 1);
  const headingRow = isSingleFile ? HEADING_ROW : 0;
  const top = 8 + (hasRegistry ? REGISTRY_HEIGHT : 0);
  const rowPad = hasZones ? 2 * ZONE_PAD : 4;
  return {
    hasRegistry,
    hasZones,
    headingRow,
    top,
    rowPad,
    blockHeading: isSingleFile ? 0 : 24,
    fixedHeight: top + headingRow + 8,
  };
}

function minGaps(graph: StageGraph, width: number, roomy: boolean): number {
  const gaps = Math.max(0, graph.layers.length - 1);
  if (roomy) return gaps * 120;
  return gaps * (width < 600 ? 26 : 52);
}

/** Smallest squeeze at which the need fits. */
function squeezeFor(need: (squeeze: number) => number, available: number): number {
  for (let squeeze = 0; squeeze < 1; squeeze += 0.1) {
    if (need(squeeze) <= available) return squeeze;
  }
  return 1;
}

function placeCards(topology: Topology, blocks: readonly Block[], sizes: BlockSizes, squeeze: number) {
  const firstCard: number[] = [];
  const cards: Card[] = [];
  topology.services.forEach((service, serviceIndex) => {
    firstCard.push(cards.length);
    service.instances.forEach((_, number) => {
      const blockIndex = blocks.findIndex(
        (block) => block.kind === 'service' && block.index === serviceIndex && block.members.includes(number),
      );
      cards.push(cardIn(blocks[blockIndex], blockIndex, serviceIndex, number, sizes, squeeze));
    });
  });
  return { cards, firstCard };
}

function cardIn(
  block: Block,
  blockIndex: number,
  service: number,
  number: number,
  sizes: BlockSizes,
  squeeze: number,
): Card {
  const base = { service, number, block: blockIndex, detail: block.detail, queueWidth: block.queueWidth };
  if (block.detail === 'far') return { ...base, x: block.x, y: block.y, width: block.width, height: block.height };
  const place = block.members.indexOf(number);
  if (block.detail === 'near') {
    const height = cardHeightAt(sizes, squeeze);
    const y = block.y + place * (height + cardGapAt(sizes, squeeze));
    return { ...base, x: block.x, y, width: sizes.cardWidth, height };
  }
  const step = sizes.chipWidth + sizes.chipGap + sizes.chipQueueWidth;
  const columns = Math.max(1, Math.round((block.width + sizes.chipGap + sizes.chipQueueWidth) / step));
  const x = block.x + (place % columns) * step;
  const y = block.y + Math.floor(place / columns) * (sizes.chipHeight + chipGapAt(sizes, squeeze));
  return { ...base, x, y, width: sizes.chipWidth, height: sizes.chipHeight };
}

function zoneRegions(
  rows: readonly (string | null)[],
  placed: { blocks: readonly Block[]; bounds: readonly { top: number; bottom: number }[] },
  sizes: BlockSizes,
  right: number,
): (Rect & { name: string })[] {
  const services = placed.blocks.filter((block) => block.kind === 'service');
  const left = Math.min(...services.map((block) => block.x - Math.min(block.queueWidth, sizes.chipQueueWidth))) - 16;
  const end = Math.max(right, ...services.map((block) => block.x + block.width + 8));
  return rows.flatMap((name, row) => {
    if (name === null) return [];
    const { top, bottom } = placed.bounds[row];
    return [{ name, x: left, y: top, width: end + 28 - left, height: bottom - top }];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
