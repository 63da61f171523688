import { describe, expect, it } from 'vitest';
import { buildStageGraph } from '../../web/scene/stage-graph.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { shop, storm, tiny, topologyOf } from './topologies.ts';
import type { Topology } from '../../web/engine/protocol.ts';
import type { LayoutRequest, Rect, StageLayout } from '../../web/scene/stage-layout.ts';

const STORY = { width: 264, height: 156 };

function request(width: number, height: number, more: Partial<LayoutRequest> = {}): LayoutRequest {
  return { width, height, keepOut: null, positions: {}, ...more };
}

function layerNames(topology: Topology): string[][] {
  return buildStageGraph(topology).layers.map((seats) =>
    seats.flatMap((seat) => {
      if (seat.kind === 'workload') return topology.workloads[seat.index].id;
      return seat.kind === 'service' ? topology.services[seat.index].id : [];
    }),
  );
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Everything that stands on the stage, with the room for queues. */
function standing(layout: StageLayout): Rect[] {
  return layout.blocks
    .filter((block) => block.kind !== 'passage')
    .map(({ x, y, width, height, queueWidth }) => ({ x: x - queueWidth, y, width: width + queueWidth, height }));
}

/** Blocks that leave the stage or lie on each other, by their places in the list. */
function untidy(layout: StageLayout): string[] {
  const boxes = standing(layout);
  const stage = { x: -0.01, y: -0.01, right: layout.width + 0.01, bottom: layout.height + 0.01 };
  return boxes.flatMap((box, index) => {
    const isInside =
      box.x >= stage.x && box.y >= stage.y && box.x + box.width <= stage.right && box.y + box.height <= stage.bottom;
    const hit = boxes.findIndex((other, place) => place > index && overlaps(box, other));
    return [...(isInside ? [] : [`${index} outside`]), ...(hit < 0 ? [] : [`${index} on ${hit}`])];
  });
}

describe('columns', () => {
  it('go from callers to callees, workloads first', () => {
    const layers = layerNames(shop);

    expect(layers[0]).toEqual(['shoppers']);
    expect(layers[1]).toEqual(['web']);
    expect([...layers[2]].sort()).toEqual(['cart', 'catalog', 'checkout']);
    expect([...layers[3]].sort()).toEqual(['inventory', 'mail', 'payments']);
  });

  it('keep a workload at the left although it calls the last service', () => {
    const topology = topologyOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], ['x', 'y'], ['x->a', 'a->b', 'b->c', 'y->c']);

    expect(layerNames(topology)).toEqual([expect.arrayContaining(['x', 'y']), ['a'], ['b'], ['c']]);
  });

  it('give a link that skips a column a passage through it', () => {
    const topology = topologyOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], ['x'], ['x->a', 'a->b', 'b->c', 'a->c']);
    const layout = layoutStage(topology, request(1000, 340));

    const passage = layout.blocks.find((block) => block.kind === 'passage');
    const crossed = layout.blocks.find((block) => block.id === 'b');
    expect(passage?.id).toBe('a->c');
    expect(passage?.layer).toBe(crossed?.layer);
    expect(passage && crossed && overlaps(passage, crossed)).toBe(false);
  });

  it('stand for services that call each other in a circle', () => {
    const topology = topologyOf([{ id: 'a' }, { id: 'b' }], ['x'], ['x->a', 'a->b', 'b->a']);

    expect(untidy(layoutStage(topology, request(800, 300)))).toEqual([]);
  });

  it('are there without any workload', () => {
    expect(untidy(layoutStage(topologyOf([{ id: 'a' }, { id: 'b' }], [], ['a->b']), request(800, 300)))).toEqual([]);
  });
});

describe('layout', () => {
  const sizes = [
    [1110, 320],
    [964, 290],
    [768, 346],
    [390, 276],
  ] as const;
  const scenes: [string, Topology][] = [
    ['storm', storm],
    ['shop', shop],
    ['tiny', tiny],
  ];
  for (const [name, topology] of scenes) {
    for (const [width, height] of sizes) {
      it(`${name} fits ${width} × ${height} without overlap`, () => {
        expect(untidy(layoutStage(topology, request(width, height)))).toEqual([]);
      });
    }
  }

  it('puts nothing under the story card', () => {
    for (const topology of [storm, shop, tiny]) {
      for (const width of [1110, 964]) {
        const layout = layoutStage(topology, request(width, 320, { keepOut: STORY }));
        const cover = { x: 0, y: 0, width: STORY.width / layout.scale, height: STORY.height / layout.scale };
        for (const box of standing(layout)) expect(overlaps(box, cover)).toBe(false);
      }
    }
  });

  it('keeps instances inside the region of their zone', () => {
    const layout = layoutStage(storm, request(1110, 320));

    for (const card of layout.cards) {
      const { zone } = storm.services[card.service].instances[card.number];
      const region = layout.zones.find(({ name }) => name === zone);
      expect(region).toBeDefined();
      if (!region) continue;
      expect(card.y).toBeGreaterThan(region.y);
      expect(card.y + card.height).toBeLessThan(region.y + region.height);
    }
  });

  it('draws a tiny scene larger and in the middle', () => {
    const layout = layoutStage(tiny, request(1000, 320));
    const card = layout.cards[0];

    expect(layout.scale).toBe(1.5);
    expect(Math.abs(card.y + card.height / 2 - layout.height / 2)).toBeLessThan(30);
  });

  it('shows few instances near, more as chips, many as one shape', () => {
    const detailOf = (instances: number) => {
      const topology = topologyOf([{ id: 'a', instances }], ['x'], ['x->a']);
      return layoutStage(topology, request(900, 300)).cards[0].detail;
    };

    expect(detailOf(4)).toBe('near');
    expect(detailOf(10)).toBe('mid');
    expect(detailOf(40)).toBe('far');
  });

  it('comes nearer when it is zoomed', () => {
    const topology = topologyOf([{ id: 'a', instances: 40 }], ['x'], ['x->a']);

    expect(layoutStage(topology, request(900 * 8, 300 * 8)).cards[0].detail).toBe('near');
  });

  it('uses chips on phones', () => {
    expect(layoutStage(storm, request(390, 276)).cards.every((card) => card.detail === 'mid')).toBe(true);
  });

  it('follows positions given by hand', () => {
    const layout = layoutStage(
      tiny,
      request(1000, 320, { positions: { hello: { x: 0.3, y: 0.8 }, client: { x: 0.8 } } }),
    );
    const hello = layout.blocks.find((block) => block.id === 'hello');
    const client = layout.blocks.find((block) => block.id === 'client');

    expect(hello?.x).toBeLessThan(client?.x ?? 0);
    expect((hello?.y ?? 0) + (hello?.height ?? 0) / 2).toBeGreaterThan(layout.height * 0.6);
  });

  it('lets a service that was moved past another change places with it', () => {
    const topology = topologyOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], ['x'], ['x->a', 'a->b', 'a->c']);
    const before = layoutStage(topology, request(900, 320));
    const yOf = (layout: StageLayout, id: string) => layout.blocks.find((block) => block.id === id)?.y ?? 0;
    const [upper, lower] = yOf(before, 'b') < yOf(before, 'c') ? ['b', 'c'] : ['c', 'b'];

    const after = layoutStage(topology, request(900, 320, { positions: { [upper]: { y: 0.95 } } }));

    expect(yOf(after, upper)).toBeGreaterThan(yOf(after, lower));
  });

  it('is the same for the same input', () => {
    expect(layoutStage(shop, request(1110, 320))).toEqual(layoutStage(shop, request(1110, 320)));
  });
});
