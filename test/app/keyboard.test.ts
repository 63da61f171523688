import { describe, expect, it } from 'vitest';
import { neighbourSpeed } from '../../web/app/keyboard.ts';

describe('speed keys', () => {
  it('go up and down in steps of 1, 2 and 5', () => {
    const upwards = [0.01];
    for (let i = 0; i < 7; i++) upwards.push(neighbourSpeed(upwards[i], 1));
    expect(upwards).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
    const downwards = upwards.toReversed().slice(0, 7);
    expect(downwards.map((speed) => neighbourSpeed(speed, -1))).toEqual(upwards.toReversed().slice(1));
  });

  it('find the neighbours of a speed between two steps', () => {
    expect([neighbourSpeed(0.037, 1), neighbourSpeed(0.037, -1)]).toEqual([0.05, 0.02]);
  });
});
