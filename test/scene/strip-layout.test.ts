import { describe, expect, it } from 'vitest';
import {
  HEADER_ABOVE,
  pannedRange,
  ruleSpans,
  stripLayout,
  timeToX,
  unionOfTimes,
  xToTime,
  zoomedRange,
} from '../../web/scene/strip-layout.ts';

const wide = { width: 1100, windowHeight: 900, isChinese: false, lanes: 1, uptimeLines: 3, hasExtraRow: false };

describe('layout of the strip', () => {
  it('has four rows of the tall heights on a tall window', () => {
    expect(stripLayout(wide).rows.map((row) => row.height)).toEqual([112, 62, 74, 62]);
  });

  it('has lower rows on a low window, and still lower ones where five must fit', () => {
    const heights = (windowHeight: number, hasExtraRow: boolean) =>
      stripLayout({ ...wide, windowHeight, hasExtraRow }).rows.map((row) => row.height);

    expect(heights(800, false)).toEqual([86, 52, 58, 50]);
    expect(heights(800, true)).toEqual([70, 42, 48, 42, 40]);
    expect(heights(720, false)).toEqual([70, 42, 48, 42]);
    expect(stripLayout({ ...wide, hasExtraRow: true }).rows.map(({ id }) => id)).toContain('extra');
  });

  it('leaves the stage its height on a usual laptop, with five charts too', () => {
    const [topBar, stage, transport] = [48, 280, 44];
    for (const [windowHeight, hasExtraRow] of [
      [720, false],
      [800, true],
      [900, true],
    ] as const) {
      const { height } = stripLayout({ ...wide, windowHeight, hasExtraRow, uptimeLines: 8 });
      expect(height).toBeLessThanOrEqual(windowHeight - topBar - stage - transport);
    }
  });

  it('keeps rows, uptime hairlines and bars apart', () => {
    for (const width of [390, 768, 964, 1100]) {
      const { rows, uptimeY, barsBottom, axisY, height } = stripLayout({ ...wide, width, uptimeLines: 8, lanes: 3 });

      for (let i = 1; i < rows.length; i++) expect(rows[i].y).toBeGreaterThan(rows[i - 1].y + rows[i - 1].height);
      expect(uptimeY + 7 * 3).toBeLessThan(rows[2].y);
      expect(barsBottom).toBeLessThanOrEqual(axisY);
      expect(axisY).toBeLessThan(height);
    }
  });

  it('has gutters beside the plots, narrower in Chinese and below 1000 px, and none on phones', () => {
    expect(stripLayout(wide)).toMatchObject({ x0: 216, x1: 942, hasFullNames: true });
    expect(stripLayout({ ...wide, isChinese: true }).x0).toBe(196);
    expect(stripLayout({ ...wide, width: 964 })).toMatchObject({ x0: 188, hasFullNames: false });
    expect(stripLayout({ ...wide, width: 390 })).toMatchObject({ isNarrow: true, x1: 378 });
  });
});

describe('lines at one time', () => {
  it('go from the marks to the axis', () => {
    const layout = stripLayout(wide);
    expect(ruleSpans(layout)).toEqual([{ top: layout.rows[0].y - 8, bottom: layout.axisY }]);
  });

  it('cross every plot but no name of a chart on phones', () => {
    const layout = stripLayout({ ...wide, width: 390, uptimeLines: 15, lanes: 3, hasExtraRow: true });
    const spans = ruleSpans(layout);
    const lineHeight = 18;
    for (const { y, height } of layout.rows) {
      const isCrossed = (top: number, bottom: number) => spans.some((span) => span.top < bottom && span.bottom > top);
      expect(isCrossed(y - HEADER_ABOVE, y - HEADER_ABOVE + lineHeight)).toBe(false);
      expect(spans.some((span) => span.top <= y && span.bottom >= y + height)).toBe(true);
    }
    expect(spans.at(-1)?.bottom).toBe(layout.axisY);
  });
});

describe('time on the plot', () => {
  const plot = { x0: 200, x1: 900 };
  const range = { fromMs: 20_000, toMs: 90_000 };

  it('goes there and back', () => {
    expect(timeToX(55_000, range, plot)).toBe(550);
    expect(xToTime(550, range, plot)).toBe(55_000);
  });

  it('stays within what is shown', () => {
    expect(xToTime(0, range, plot)).toBe(20_000);
    expect(xToTime(2000, range, plot)).toBe(90_000);
  });
});

describe('zoom', () => {
  const run = { durationMs: 120_000, leastMs: 0.05 };

  it('keeps the time under the pointer where it is', () => {
    const range = zoomedRange({ fromMs: 0, toMs: 120_000 }, 30_000, 0.5, run);

    expect(range).toEqual({ fromMs: 15_000, toMs: 75_000 });
  });

  it('stays within the run and shows all of it at last', () => {
    expect(zoomedRange({ fromMs: 0, toMs: 60_000 }, 60_000, 1.5, run)).toEqual({ fromMs: 0, toMs: 90_000 });
    expect(zoomedRange({ fromMs: 0, toMs: 60_000 }, 60_000, 2, run)).toBeNull();
  });

  it('moves sideways up to the ends of the run', () => {
    expect(pannedRange({ fromMs: 50_000, toMs: 80_000 }, 100_000, 120_000)).toEqual({ fromMs: 90_000, toMs: 120_000 });
    expect(pannedRange({ fromMs: 50_000, toMs: 80_000 }, -100_000, 120_000)).toEqual({ fromMs: 0, toMs: 30_000 });
  });
});

describe('union of times', () => {
  it('joins what overlaps or touches and keeps the rest apart', () => {
    const ranges = [
      { fromMs: 50, toMs: 60 },
      { fromMs: 0, toMs: 20 },
      { fromMs: 5, toMs: 10 },
      { fromMs: 20, toMs: 30 },
    ];

    expect(unionOfTimes(ranges)).toEqual([
      { fromMs: 0, toMs: 30 },
      { fromMs: 50, toMs: 60 },
    ]);
  });
});
