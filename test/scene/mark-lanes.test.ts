import { describe, expect, it } from 'vitest';
import { layoutMarks } from '../../web/scene/mark-lanes.ts';

describe('lanes of marks', () => {
  it('share one lane while they do not touch', () => {
    const layout = layoutMarks(
      [
        { x: 200, width: 50 },
        { x: 0, width: 100 },
      ],
      3,
    );

    expect(layout).toEqual({ lane: [0, 0], lanes: 1, bundles: [] });
  });

  it('take the next lane where they would cover each other', () => {
    const layout = layoutMarks(
      [
        { x: 0, width: 100 },
        { x: 50, width: 100 },
        { x: 110, width: 10 },
      ],
      3,
    );

    expect(layout.lane).toEqual([0, 1, 0]);
    expect(layout.lanes).toBe(2);
  });

  it('bundle what does not fit in the last lane, near ones together', () => {
    const boxes = [0, 1, 2, 3, 80].map((x) => ({ x, width: 300 }));

    const layout = layoutMarks(boxes, 3);

    expect(layout.lane).toEqual([0, 1, -1, -1, -1]);
    expect(layout.lanes).toBe(3);
    expect(layout.bundles).toEqual([
      { x: 2, members: [2, 3] },
      { x: 80, members: [4] },
    ]);
  });

  it('need one lane when there are none', () => {
    expect(layoutMarks([], 3)).toEqual({ lane: [], lanes: 1, bundles: [] });
  });
});
