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
import { topologyOf } from '../scene/topologies.ts';
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
