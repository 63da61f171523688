import { describe, expect, it } from 'vitest';
import { createDotList } from '../../web/scene/dot-motion.ts';
import { gateBases } from '../../web/scene/gates.ts';
import { createSignShares } from '../../web/scene/flow.ts';
import { createLinkGeometry } from '../../web/scene/link-geometry.ts';
import { buildStageGraph } from '../../web/scene/stage-graph.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { describe as inWords, selectionOf } from '../../web/stage/describe.ts';
import { stopsOf } from '../../web/stage/walk.ts';
import { stageNumbers } from '../../web/stage/stage-numbers.ts';
import { stageText } from '../../web/i18n/stage.ts';
import { GATE_BREAKERS, GATE_OPEN, GATE_STRIDE, INSTANCE_STRIDE } from '../../web/engine/protocol.ts';
import { emptyFrame } from '../scene/frames.ts';
import { NO_GUARDS, topologyOf } from '../scene/topologies.ts';
import type { Hit } from '../../web/scene/hit-test.ts';
import type { StageScene } from '../../web/stage/stage-view.ts';

function sceneWith(services: { id: string; instances: number }[]): StageScene {
  const topology = topologyOf(services, ['users'], ['users->a', ...(services.length > 1 ? ['a->b'] : [])]);
  const layout = layoutStage(topology, { width: 1110, height: 320, keepOut: null, positions: {} });
  const geometry = createLinkGeometry(topology, layout);
  return {
    topology,
    graph: buildStageGraph(topology),
    layout,
    geometry,
    dots: createDotList(topology.links.length),
    shares: createSignShares(geometry.calleeCount),
    ways: [],
    gates: [],
    gateBases: gateBases(topology),
    slotsY: new Float64Array(0),
    rates: new Float64Array(topology.links.length),
  };
}

const numbers = stageNumbers('en');
const wordsIn = (scene: StageScene) => ({ scene, frame: null, outlook: null, tMs: 0, text: stageText.en, numbers });

describe('what was pointed at before an edit', () => {
  const before = stopsOf(
    sceneWith([
      { id: 'a', instances: 3 },
      { id: 'b', instances: 4 },
    ]),
  );
  const after = sceneWith([{ id: 'a', instances: 1 }]);

  it('is described and selected while it is there, and is nothing once it has gone', () => {
    const said = before.map(({ key, hit }) => [key, inWords(hit, wordsIn(after))?.title ?? null]);
    expect(said.filter(([, title]) => title !== null).map(([key]) => key)).toEqual(['workload users', 'a#1']);
    for (const { key, hit } of before) {
      const selection = selectionOf(hit, after, null);
      expect(selection === null).toBe(key !== 'workload users' && key !== 'a#1');
    }
  });

  it('leads to nothing where a service has no instances left', () => {
    const empty = sceneWith([
      { id: 'a', instances: 0 },
      { id: 'b', instances: 4 },
    ]);
    expect(stopsOf(empty).map(({ key }) => key)).toEqual(['workload users', 'b#1', 'b#2', 'b#3', 'b#4']);
    const links = before.filter(({ hit }) => hit.kind === 'link');
    expect(links.map(({ hit }) => inWords(hit, wordsIn(empty)))).toEqual([null, null]);
  });

  it('is all described in the scene it belongs to', () => {
    const same = sceneWith([
      { id: 'a', instances: 3 },
      { id: 'b', instances: 4 },
    ]);
    for (const { hit } of before) expect(inWords(hit, wordsIn(same))?.title).toBeTruthy();
  });
});

describe('what callers do at their gates', () => {
  const scene = sceneWith([
    { id: 'a', instances: 2 },
    { id: 'b', instances: 3 },
  ]);
  const breaker = { kind: 'failure-rate', scope: 'instance' } as const;
  const topology = {
    ...scene.topology,
    links: scene.topology.links.map((link) => ({ ...link, guards: { ...NO_GUARDS, breaker } })),
  };
  const gates = new Float64Array(3 * GATE_STRIDE);
  for (const [end, open] of [
    [1, 2],
    [2, 0],
  ]) {
    gates[end * GATE_STRIDE + GATE_BREAKERS] = 3;
    gates[end * GATE_STRIDE + GATE_OPEN] = open;
  }
  const instances = new Float64Array(5 * INSTANCE_STRIDE);
  const moment = { ...wordsIn({ ...scene, topology }), frame: { ...emptyFrame(), gates, instances } };
  const said = (hit: Hit) => inWords(hit, moment);

  it('is said of the caller that is pointed at, of its gate, and of the whole link to readers', () => {
    const pair = { kind: 'link', link: 1, from: 0, to: 2 } as const;
    expect(said(pair)).toEqual({ title: 'a#1 → b#3', lines: ['2 of 3 circuit breakers open'] });
    expect(said({ ...pair, isGate: true })?.title).toBe('a#1 → b');
    expect(said({ ...pair, from: 1 })?.lines).toEqual(['0 of 3 circuit breakers open']);
    expect(said({ ...pair, isWhole: true })).toEqual({ title: 'a → b', lines: ['2 of 6 circuit breakers open'] });
  });
});
