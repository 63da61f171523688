import { describe, expect, it } from 'vitest';
import { differingSpans } from '../../web/scene/differing-spans.ts';

const flat = (...changes: [number, number][]) => {
  const values = new Float64Array(20).fill(10);
  for (const [index, value] of changes) values[index] = value;
  return values;
};

describe('where a ghost differs', () => {
  it('is nowhere when nothing visible has changed', () => {
    expect(differingSpans(flat([5, 10.4]), flat(), 0.5, 20)).toEqual([]);
  });

  it('reaches one window further on both sides', () => {
    expect(differingSpans(flat([5, 12], [6, 12]), flat(), 0.5, 20)).toEqual([{ from: 4, to: 8 }]);
  });

  it('is drawn through short agreement, not through long', () => {
    expect(differingSpans(flat([2, 12], [6, 12]), flat(), 0.5, 20)).toEqual([{ from: 1, to: 8 }]);
    expect(differingSpans(flat([2, 12], [12, 12]), flat(), 0.5, 20)).toEqual([
      { from: 1, to: 4 },
      { from: 11, to: 14 },
    ]);
  });

  it('shows a value that is gone, and nothing where there was none', () => {
    expect(differingSpans(flat(), flat([5, Number.NaN]), 0.5, 20)).toEqual([{ from: 4, to: 7 }]);
    expect(differingSpans(flat([5, Number.NaN]), flat(), 0.5, 20)).toEqual([]);
  });

  it('shows the old future where the new one is not simulated yet', () => {
    expect(differingSpans(flat(), flat().subarray(0, 15), 0.5, 20)).toEqual([{ from: 14, to: 20 }]);
  });
});
