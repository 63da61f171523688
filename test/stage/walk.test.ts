import { describe, expect, it } from 'vitest';
import { createDotList } from '../../web/scene/dot-motion.ts';
import { gateBases } from '../../web/scene/gates.ts';
import { createSignShares } from '../../web/scene/flow.ts';
import { createLinkGeometry } from '../../web/scene/link-geometry.ts';
import { buildStageGraph } from '../../web/scene/stage-graph.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { nextStop, stopsOf } from '../../web/stage/walk.ts';
import { storm } from '../scene/topologies.ts';

const layout = layoutStage(storm, { width: 1110, height: 320, keepOut: null, positions: {} });
const stops = stopsOf({
  topology: storm,
  graph: buildStageGraph(storm),
  layout,
  geometry: createLinkGeometry(storm, layout),
  dots: createDotList(3),
  shares: createSignShares([2, 3, 3]),
  ways: [],
  gates: [],
  gateBases: gateBases(storm),
  slotsY: new Float64Array(0),
  rates: new Float64Array(3),
});
const indexOf = (key: string) => stops.findIndex((stop) => stop.key === key);

describe('keyboard stops', () => {
  it('are the workload, every instance and every link, from left to right', () => {
    expect(stops).toHaveLength(1 + 8 + 3);
    expect(stops[0].key).toBe('workload shoppers');
    expect(stops.at(-1)?.key).toMatch(/^payments#/);
  });

  it('are reached by arrows in their direction', () => {
    expect(nextStop(stops, indexOf('orders#1'), 'ArrowDown')).toBe(indexOf('orders#2'));
    expect(nextStop(stops, indexOf('orders#2'), 'ArrowUp')).toBe(indexOf('orders#1'));
    expect(nextStop(stops, indexOf('orders#3'), 'ArrowDown')).toBeNull();
  });

  it('can all be reached from the first one', () => {
    const reached = new Set([0]);
    for (let grew = true; grew; ) {
      const before = reached.size;
      for (const from of [...reached]) {
        for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const next = nextStop(stops, from, arrow);
          if (next !== null) reached.add(next);
        }
      }
      grew = reached.size > before;
    }

    expect(reached.size).toBe(stops.length);
  });

  it('other keys lead nowhere', () => {
    expect(nextStop(stops, 0, 'Enter')).toBeNull();
  });
});
