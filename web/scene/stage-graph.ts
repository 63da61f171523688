/**
 * Who stands in which column: workloads first, then services by call direction. The layered layout decides ranks, the
 * order within a rank (few crossings) and where a link passes a column it only crosses.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Topology } from '../engine/protocol.ts';

/** A place in a column: a workload, a service, or a gap that a link passes through. */
export type Seat =
  | { readonly kind: 'workload'; readonly index: number }
  | { readonly kind: 'service'; readonly index: number }
  | { readonly kind: 'passage'; readonly link: number };

export interface StageGraph {
  /** From left to right; each from top to bottom. Workloads, if there are any, are alone in the first. */
  readonly layers: readonly (readonly Seat[])[];
  /** Column of each service. */
  readonly layerOfService: readonly number[];
}

interface Ranked {
  readonly order: Float64Array;
  readonly layer: Int32Array;
  readonly passages: { link: number; layer: number; y: number }[];
}

const CARD_HEIGHT = 70;
/** Ranks of the layout library count link labels as well: two per column. */
const RANKS_PER_LAYER = 2;

export function buildStageGraph(topology: Topology): StageGraph {
  const first = rankServices(topology, null);
  const ranked = topology.workloads.length > 0 ? rankServices(topology, first.layer) : first;
  const layers: { seat: Seat; y: number }[][] = [];
  const put = (layer: number, seat: Seat, y: number) => {
    while (layers.length <= layer) layers.push([]);
    layers[layer].push({ seat, y });
  };

  const workloadCount = topology.workloads.length;
  topology.workloads.forEach((_, index) => put(0, { kind: 'workload', index }, ranked.order[index]));
  topology.services.forEach((_, index) => {
    const vertex = workloadCount + index;
    put(ranked.layer[vertex], { kind: 'service', index }, ranked.order[vertex]);
  });
  for (const passage of ranked.passages) {
    if (layers[passage.layer] !== undefined) put(passage.layer, { kind: 'passage', link: passage.link }, passage.y);
  }

  const kept = layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => layer.some(isStanding));
  const newIndex = new Map(kept.map(({ index }, position) => [index, position]));
  return {
    layers: kept.map(({ layer }) => layer.sort((a, b) => a.y - b.y).map(({ seat }) => seat)),
    layerOfService: topology.services.map((_, index) => newIndex.get(ranked.layer[workloadCount + index]) ?? 0),
  };
}

/**
 * @param layerBefore columns found without constraint; given, it stretches the links of workloads so that all
 * workloads come to stand in the first column.
 */
function rankServices(topology: Topology, layerBefore: Int32Array | null): Ranked {
  const workloadCount = topology.workloads.length;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 20, edgesep: 16, ranksep: 60 });
  topology.workloads.forEach((_, index) => graph.setNode(String(index), { width: 10, height: CARD_HEIGHT }));
  topology.services.forEach((service, index) => {
    const height = CARD_HEIGHT * Math.min(4, service.instances.length);
    graph.setNode(String(workloadCount + index), { width: 10, height });
  });
  topology.links.forEach((link, index) => {
    const callee = workloadCount + link.callee;
    const isWorkload = link.caller.kind === 'workload';
    const caller = isWorkload ? link.caller.index : workloadCount + link.caller.index;
    if (caller === callee) return;
    const minlen = isWorkload && layerBefore !== null ? Math.max(1, layerBefore[callee]) : 1;
    graph.setEdge(String(caller), String(callee), { minlen, weight: isWorkload ? 1 : 2 }, String(index));
  });
  layout(graph);
  return readRanks(graph, topology);
}

function readRanks(graph: Graph, topology: Topology): Ranked {
  const workloadCount = topology.workloads.length;
  const vertexCount = workloadCount + topology.services.length;
  const layer = new Int32Array(vertexCount);
  const order = new Float64Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const label = graph.node(String(vertex));
    order[vertex] = label.y;
    layer[vertex] = Math.round(label.rank / RANKS_PER_LAYER);
    if (vertex < workloadCount) layer[vertex] = 0;
    else if (workloadCount > 0) layer[vertex] = Math.max(1, layer[vertex]);
  }
  return { order, layer, passages: findPassages(graph, topology, layer) };
}

/** Where links between services cross columns in between. Links of workloads go around: their column is the margin. */
function findPassages(graph: Graph, topology: Topology, layer: Int32Array): Ranked['passages'] {
  const workloadCount = topology.workloads.length;
  const xOfLayer = new Map<number, number>();
  layer.forEach((value, vertex) => {
    if (vertex >= workloadCount) xOfLayer.set(value, graph.node(String(vertex)).x);
  });
  const passages: Ranked['passages'] = [];
  for (const edge of graph.edges()) {
    const from = layer[Number(edge.v)];
    const to = layer[Number(edge.w)];
    const points: { x: number; y: number }[] = graph.edge(edge).points ?? [];
    for (let crossed = from + 1; crossed < to; crossed++) {
      const x = xOfLayer.get(crossed);
      if (x !== undefined) passages.push({ link: Number(edge.name), layer: crossed, y: yAt(points, x) });
    }
  }
  return passages;
}

function yAt(points: readonly { x: number; y: number }[], x: number): number {
  for (let k = 1; k < points.length; k++) {
    const a = points[k - 1];
    const b = points[k];
    if (x <= b.x) return b.x === a.x ? b.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
  }
  return points.at(-1)?.y ?? 0;
}

function isStanding(entry: { seat: Seat }): boolean {
  return entry.seat.kind !== 'passage';
}
