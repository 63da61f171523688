import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GATE_BREAKERS,
  GATE_HALF_OPEN,
  GATE_HELD,
  GATE_OPEN,
  GATE_STRIDE,
  GATE_THROTTLED,
  GATE_TURNED_BACK,
} from '../../web/engine/protocol.ts';
import { createGateState, fillOf, gateBases, gateSpots, readGate } from '../../web/scene/gates.ts';
import { hitTest } from '../../web/scene/hit-test.ts';
import { createLinkGeometry } from '../../web/scene/link-geometry.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { NO_GUARDS, shop, storm, topologyOf } from './topologies.ts';
import { emptyFrame } from './frames.ts';
import type { LinkGuards, Topology } from '../../web/engine/protocol.ts';

const BREAKER: LinkGuards = { ...NO_GUARDS, breaker: { kind: 'failure-rate', scope: 'service' } };

function guarded(topology: Topology, guards: LinkGuards): Topology {
  return { ...topology, links: topology.links.map((link) => ({ ...link, guards })) };
}

function placed(topology: Topology, width = 1110) {
  const layout = layoutStage(topology, { width, height: 420, keepOut: null, positions: {} });
  const geometry = createLinkGeometry(topology, layout);
  const ends = (link: number) => Array.from({ length: geometry.callerCount[link] }, (_, from) => [from]);
  return { layout, geometry, spots: gateSpots(topology, geometry, ends, layout.isPhone) };
}

describe('gates on the links', () => {
  it('stand one at each caller, behind its edge, and none where nothing guards', () => {
    expect(placed(storm).spots).toEqual([]);
    const { spots, layout } = placed(guarded(storm, BREAKER));
    expect(spots.map(({ link, ends }) => [link, ...ends])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    for (const spot of spots.slice(1)) {
      const caller = storm.links[spot.link].caller.index;
      const card = layout.cards[layout.firstCard[caller] + spot.ends[0]];
      expect(spot.x - spot.radius).toBeGreaterThan(card.x + card.width);
      expect(Math.abs(spot.y - (card.y + card.height / 2))).toBeLessThan(card.height / 2);
    }
  });

  it('stand further from the caller where attempts wait in line before them', () => {
    const [, open] = placed(guarded(storm, BREAKER)).spots;
    const [, lined] = placed(guarded(storm, { ...BREAKER, bulkhead: { maxConcurrent: 4, maxPending: 4 } })).spots;
    expect(lined.x - lined.startX).toBeGreaterThan(open.x - open.startX + 10);
  });

  it.each([390, 1110, 1440])(
    'do not hide each other where several links leave the same place (%i px wide)',
    (width) => {
      const { spots } = placed(guarded(shop, BREAKER), width);
      const distances = spots.flatMap((a, k) => spots.slice(k + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
      expect(Math.min(...distances)).toBeGreaterThan(spots[0].radius);
    },
  );

  it('can be pointed at', () => {
    const { layout, geometry, spots } = placed(guarded(storm, BREAKER));
    const { x, y, link, ends, to } = spots[2];
    expect(hitTest(layout, geometry, null, x + 8, y - 8, spots)).toEqual({
      kind: 'link',
      link,
      from: ends[0],
      to,
      isGate: true,
    });
  });
});

describe('what a frame says of a gate', () => {
  const topology = topologyOf([{ id: 'a', instances: 3 }, { id: 'b' }], ['users'], ['users->a', 'a->b']);
  const bases = gateBases(topology);

  it('has one row for all clients of a workload and one for each calling instance', () => {
    expect(bases).toEqual([0, 1, 4]);
  });

  it('is the sum over the ends, shares averaged', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 4 * GATE_STRIDE, maxLength: 4 * GATE_STRIDE }), (numbers) => {
        const frame = { ...emptyFrame(), gates: Float64Array.from(numbers) };
        const all = { ...readGate(createGateState(), frame, bases, 1, null) };
        const parts = [0, 1, 2].map((end) => readGate(createGateState(), frame, bases, 1, [end]));
        const sum = (of: (state: (typeof parts)[number]) => number) =>
          parts.reduce((total, part) => total + of(part), 0);
        expect(all.open).toBe(sum(({ open }) => open));
        expect(all.turnedBack[3]).toBe(sum(({ turnedBack }) => turnedBack[3]));
        expect(all.throttled).toBeCloseTo(sum(({ throttled }) => throttled) / 3, 9);
      }),
    );
  });

  it('leaves nothing of what was read before', () => {
    const full = { ...emptyFrame(), gates: new Float64Array(4 * GATE_STRIDE).fill(7) };
    const state = readGate(createGateState(), full, bases, 1, null);
    const empty = { ...emptyFrame(), gates: new Float64Array(4 * GATE_STRIDE) };
    expect(readGate(state, empty, bases, 0, null)).toEqual({ ...createGateState(), ends: 1 });
  });

  it('fills a bulkhead, of all callers together', () => {
    const gates = new Float64Array(4 * GATE_STRIDE);
    gates[GATE_STRIDE + GATE_HELD] = 2;
    gates[2 * GATE_STRIDE + GATE_HELD] = 4;
    gates[GATE_STRIDE + GATE_BREAKERS] = 1;
    gates[GATE_STRIDE + GATE_OPEN] = 1;
    gates[2 * GATE_STRIDE + GATE_HALF_OPEN] = 1;
    gates[GATE_STRIDE + GATE_THROTTLED] = 0.3;
    gates[GATE_STRIDE + GATE_TURNED_BACK + 1] = 5;
    const state = readGate(createGateState(), { ...emptyFrame(), gates }, bases, 1, null);
    const bulkhead = { ...NO_GUARDS, bulkhead: { maxConcurrent: 4, maxPending: 0 } };
    expect(fillOf(bulkhead, state, 1)).toBe(0.5);
    expect(fillOf(NO_GUARDS, state, 1)).toBeNaN();
  });
});
