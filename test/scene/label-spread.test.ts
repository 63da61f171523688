import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../web/scene/label-spread.ts';

const room = { gap: 14, top: 0, bottom: 200 };

describe('label spreading', () => {
  it('leaves labels alone that are far enough apart', () => {
    expect(spreadLabels([20, 100, 50], room)).toEqual([20, 100, 50]);
  });

  it('moves touching labels apart around their middle', () => {
    expect(spreadLabels([100, 100], room)).toEqual([93, 107]);
    expect(spreadLabels([102, 100, 98], room)).toEqual([114, 100, 86]);
  });

  it('pushes groups that meet as one', () => {
    expect(spreadLabels([100, 100, 114, 114], room)).toEqual([86, 100, 114, 128]);
  });

  it('keeps within the room when there is enough of it', () => {
    expect(spreadLabels([198, 199, 200], room)).toEqual([172, 186, 200]);
    expect(spreadLabels([0, 0, 1], room)).toEqual([0, 14, 28]);
  });

  it('keeps the distance and the order for any wishes', () => {
    const wishes = fc.array(fc.integer({ min: -50, max: 250 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(wishes, (wanted) => {
        const placed = spreadLabels(wanted, room);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
        const sorted = order.map((i) => placed[i]);

        for (let i = 1; i < sorted.length; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(sorted[0]).toBeGreaterThanOrEqual(0);
        expect(sorted[sorted.length - 1]).toBeLessThanOrEqual(200 + 1e-9);
      }),
    );
  });
});
