import { describe, expect, it } from 'vitest';
import { createDotList } from '../../web/scene/dot-motion.ts';
import { hitTest } from '../../web/scene/hit-test.ts';
import { createLinkGeometry } from '../../web/scene/link-geometry.ts';
import { PATH_POINTS, PATH_STRIDE } from '../../web/scene/link-path.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { shop, storm } from './topologies.ts';

const request = { width: 1110, height: 320, keepOut: null, positions: {} };
const layout = layoutStage(storm, request);
const geometry = createLinkGeometry(storm, layout);

describe('hitTest', () => {
  it('finds every instance by its middle', () => {
    layout.cards.forEach((card, index) => {
      const hit = hitTest(layout, geometry, null, card.x + card.width / 2, card.y + card.height / 2);
      expect(hit).toEqual({ kind: 'instance', card: index });
    });
  });

  it('finds the workload, the heading, the link and the zone', () => {
    const client = layout.blocks[layout.workloadBlock[0]];
    const orders = layout.blocks.find((block) => block.id === 'orders');
    const path = geometry.pathOf(1, 1, 2);
    const quarter = Math.floor(PATH_POINTS / 4) * PATH_STRIDE;

    expect(hitTest(layout, geometry, null, client.x + 10, client.y + 10)).toEqual({ kind: 'workload', workload: 0 });
    expect(hitTest(layout, geometry, null, (orders?.x ?? 0) + 20, layout.headingY ?? 0)).toMatchObject({
      kind: 'service',
      service: 1,
    });
    expect(hitTest(layout, geometry, null, path[quarter], path[quarter + 1])).toMatchObject({ kind: 'link', link: 1 });
    expect(
      hitTest(layout, geometry, null, layout.zones[1].x + 4, layout.zones[1].y + layout.zones[1].height - 3),
    ).toEqual({
      kind: 'zone',
      zone: 1,
    });
  });

  it('finds the nearest dot before anything else', () => {
    const dots = createDotList(3);
    dots.count = 2;
    dots.x.set([100, 104]);
    dots.y.set([100, 100]);

    expect(hitTest(layout, geometry, dots, 103, 101)).toEqual({ kind: 'dot', slot: 1 });
  });

  it('finds nothing on empty ground', () => {
    expect(hitTest(layout, geometry, null, 2, 2)).toBeNull();
  });

  it('names the service where instances are too many to be shown', () => {
    const far = layoutStage(shop, { ...request, width: 964, height: 120 });
    const card = far.cards[0];

    expect(card.detail).toBe('far');
    expect(hitTest(far, createLinkGeometry(shop, far), null, card.x + 5, card.y + 5)).toMatchObject({
      kind: 'service',
      service: 0,
    });
  });
});
