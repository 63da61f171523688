import { describe, expect, it } from 'vitest';
import { editsBetween, inOrderOf, isSame } from '../../web/store/document-diff.ts';

describe('edits between documents', () => {
  const before = {
    seed: 1,
    links: { 'web->db': { timeout: '1s', retry: { maxAttempts: 2 } } },
    faults: [{ at: '1s' }],
  };

  it('are none between equal documents', () => {
    expect(editsBetween(before, structuredClone(before))).toEqual([]);
  });

  it('name changed, added and removed values by path', () => {
    const after = {
      seed: 2,
      links: { 'web->db': { retry: { maxAttempts: 2, on: ['timeout'] } } },
      faults: before.faults,
    };
    expect(editsBetween(before, after)).toEqual([
      { path: 'seed', value: 2 },
      { path: 'links.web->db.timeout', value: undefined },
      { path: 'links.web->db.retry.on', value: ['timeout'] },
    ]);
  });

  it('take lists and values of another kind as a whole', () => {
    const after = { ...before, seed: { a: 1 }, faults: [{ at: '2s' }] };
    expect(editsBetween(before, after)).toEqual([
      { path: 'seed', value: { a: 1 } },
      { path: 'faults', value: [{ at: '2s' }] },
    ]);
  });

  it('keep the order in which they were first made', () => {
    const known = [
      { path: 'b', value: 1 },
      { path: 'a', value: 1 },
    ];
    const edits = ['a', 'b', 'c'].map((path) => ({ path, value: 2 }));
    expect(inOrderOf(known, edits).map(({ path }) => path)).toEqual(['b', 'a', 'c']);
  });
});

describe('sameness', () => {
  it('looks inside and does not mind the order of keys', () => {
    expect(isSame({ a: [1, { b: 2 }], c: 3 }, { c: 3, a: [1, { b: 2 }] })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(isSame([1, 2], [2, 1])).toBe(false);
    expect(isSame(null, {})).toBe(false);
  });
});
