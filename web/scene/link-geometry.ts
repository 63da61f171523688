/** Ways between all pairs of a caller's and a callee's instances; each is made when it is first needed. */
import type { Topology } from '../engine/protocol.ts';
import { buildPath } from './link-path.ts';
import type { Waypoint } from './link-path.ts';
import type { StageLayout } from './stage-layout.ts';

export interface LinkGeometry {
  readonly pairCount: number;
  /** Calling instances per link; a workload's clients share one place. */
  readonly callerCount: readonly number[];
  readonly calleeCount: readonly number[];
  pairOf(link: number, from: number, to: number): number;
  /** Even points of that pair's way; see `buildPath`. */
  pathOf(link: number, from: number, to: number): Float32Array;
}

const BEND_ROOM = 28;

export function createLinkGeometry(topology: Topology, layout: StageLayout): LinkGeometry {
  const callerCount = topology.links.map(({ caller }) =>
    caller.kind === 'workload' ? 1 : topology.services[caller.index].instances.length,
  );
  const calleeCount = topology.links.map(({ callee }) => topology.services[callee].instances.length);
  const base: number[] = [];
  let pairCount = 0;
  topology.links.forEach((_, link) => {
    base.push(pairCount);
    pairCount += callerCount[link] * calleeCount[link];
  });
  const paths: (Float32Array | undefined)[] = new Array(pairCount);
  const passages = passagesOf(layout, topology.links.length);

  function pairOf(link: number, from: number, to: number): number {
    return base[link] + Math.min(from, callerCount[link] - 1) * calleeCount[link] + to;
  }

  function pathOf(link: number, from: number, to: number): Float32Array {
    const pair = pairOf(link, from, to);
    return (paths[pair] ??= buildPath([...callerEnd(link, from), ...passages[link], calleeEnd(link, to)]));
  }

  /** Out of its block, and level until nothing of its own column, or over the corner, is in the way. */
  function callerEnd(link: number, from: number): Waypoint[] {
    const { caller } = topology.links[link];
    if (caller.kind === 'workload') {
      const block = layout.blocks[layout.workloadBlock[caller.index]];
      const start = { x: block.x + block.width, y: block.y + block.height / 2 };
      // A narrow bend is worse than a way that begins under the edge of the cover.
      const next = passages[link].at(0) ?? calleeEnd(link, 0);
      const clear = Math.min((layout.cover?.width ?? 0) + 4, next.x - BEND_ROOM);
      return clear > start.x + 12 ? [start, { x: clear, y: start.y }] : [start];
    }
    const card = layout.cards[layout.firstCard[caller.index] + from];
    const block = layout.blocks[card.block];
    const start = { x: block.x + block.width, y: card.y + card.height / 2 };
    const clear = columnRight(layout, block.layer);
    return clear > start.x + 6 ? [start, { x: clear, y: start.y }] : [start];
  }

  function calleeEnd(link: number, to: number): Waypoint {
    const card = layout.cards[layout.firstCard[topology.links[link].callee] + to];
    const block = layout.blocks[card.block];
    return { x: block.x - block.queueWidth, y: card.y + card.height / 2 };
  }

  return { pairCount, callerCount, calleeCount, pairOf, pathOf };
}

function columnRight(layout: StageLayout, layer: number): number {
  const column = layout.blocks.filter((block) => block.layer === layer && block.kind === 'service');
  return Math.max(...column.map((block) => block.x + block.width));
}

/** Points that a link passes where it crosses columns: level through the whole column. */
function passagesOf(layout: StageLayout, linkCount: number): Waypoint[][] {
  const passages: Waypoint[][] = Array.from({ length: linkCount }, () => []);
  const sorted = layout.blocks.filter((block) => block.kind === 'passage').sort((a, b) => a.layer - b.layer);
  for (const passage of sorted) {
    const column = layout.blocks.filter((block) => block.layer === passage.layer && block.kind === 'service');
    const left = Math.min(...column.map((block) => block.x - block.queueWidth)) - 4;
    const right = Math.max(...column.map((block) => block.x + block.width)) + 4;
    const y = passage.y + passage.height / 2;
    passages[passage.index].push({ x: left, y }, { x: right, y });
  }
  return passages;
}
