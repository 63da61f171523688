import { describe, expect, it } from 'vitest';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { isSameLevel } from '../../web/stage/cross-fade.ts';
import { shop } from '../scene/topologies.ts';

const at = (zoom: number) => layoutStage(shop, { width: 900 * zoom, height: 260 * zoom, keepOut: null, positions: {} });

describe('levels of detail', () => {
  it('are the same while only places differ', () => {
    const far = at(1);
    const moved = layoutStage(shop, { width: 900, height: 260, keepOut: null, positions: { web: { x: 0.1, y: 0.5 } } });
    expect(isSameLevel(far, moved)).toBe(true);
    expect(isSameLevel(far, at(1.001))).toBe(true);
  });

  it('are others when services become cards, or the cards grow', () => {
    const near = at(3);
    expect(near.blocks.some(({ detail }, index) => detail !== at(1).blocks[index].detail)).toBe(true);
    expect(isSameLevel(at(1), near)).toBe(false);
    expect(isSameLevel(near, { ...near, scale: near.scale * 1.1 })).toBe(false);
  });
});
