import { describe, expect, it } from 'vitest';
import { roomyRun } from '../../web/scene/roomy-run.ts';

describe('roomy run', () => {
  const roomy = [0, 1, 1, 0, 1, 1, 1, 0, 1, 1];

  it('is the longest stretch that satisfies the condition', () => {
    expect(roomyRun(0, 10, (i) => roomy[i] === 1)).toEqual({ from: 4, to: 7 });
  });

  it('may reach the end', () => {
    expect(roomyRun(7, 10, (i) => roomy[i] === 1)).toEqual({ from: 8, to: 10 });
  });

  it('is none when nothing satisfies it', () => {
    expect(roomyRun(0, 10, () => false)).toBeNull();
    expect(roomyRun(3, 3, () => true)).toBeNull();
  });
});
