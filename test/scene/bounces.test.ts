import { describe, expect, it } from 'vitest';
import {
  SIGN_RETRY,
  TURNED_FROM,
  TURNED_ID,
  TURNED_LINK,
  TURNED_NUMBER,
  TURNED_SIGN,
  TURNED_STRIDE,
} from '../../web/engine/protocol.ts';
import { BOUNCE_MS, createBounces, endBounces, hearBounces } from '../../web/scene/bounces.ts';
import { emptyFrame } from './frames.ts';

/** The attempts `first` … `last` in order have been turned back; their ids are ten times their numbers. */
function frameWith(first: number, last: number, runId = 1) {
  const turnedBack = new Float64Array((last - first + 1) * TURNED_STRIDE);
  for (let number = first; number <= last; number++) {
    const at = (number - first) * TURNED_STRIDE;
    turnedBack[at + TURNED_NUMBER] = number;
    turnedBack[at + TURNED_ID] = number * 10;
    turnedBack[at + TURNED_LINK] = 1;
    turnedBack[at + TURNED_FROM] = 2;
    turnedBack[at + TURNED_SIGN] = SIGN_RETRY;
  }
  return { ...emptyFrame(), runId, turnedBack };
}

describe('attempts that are turned back', () => {
  it('bounce once each, from the second frame on', () => {
    const bounces = createBounces();
    hearBounces(bounces, frameWith(1, 3), 0);
    expect(bounces.count).toBe(0);
    hearBounces(bounces, frameWith(1, 5), 16);
    expect([...bounces.id.slice(0, bounces.count)]).toEqual([40, 50]);
    expect([bounces.link[0], bounces.from[0], bounces.sign[0]]).toEqual([1, 2, SIGN_RETRY]);
    hearBounces(bounces, frameWith(2, 5), 32);
    expect(bounces.count).toBe(2);
  });

  it('are over after a fixed real time, one after the other', () => {
    const bounces = createBounces();
    hearBounces(bounces, frameWith(1, 1), 0);
    hearBounces(bounces, frameWith(1, 3), 100);
    endBounces(bounces, 100 + BOUNCE_MS);
    expect([...bounces.id.slice(0, bounces.count)]).toEqual([30]);
    endBounces(bounces, 100 + 2 * BOUNCE_MS);
    expect(bounces.count).toBe(0);
  });

  it('are not shown again after a jump back, nor those of another run', () => {
    const bounces = createBounces();
    hearBounces(bounces, frameWith(1, 9), 0);
    hearBounces(bounces, frameWith(1, 4), 16);
    hearBounces(bounces, frameWith(1, 8, 2), 32);
    expect(bounces.count).toBe(0);
    hearBounces(bounces, frameWith(1, 9, 2), 48);
    expect(bounces.count).toBe(1);
  });

  it('begin with the first ever, when the run was watched before it', () => {
    const bounces = createBounces();
    hearBounces(bounces, emptyFrame(), 0);
    hearBounces(bounces, frameWith(1, 1), 16);
    expect(bounces.count).toBe(1);
  });

  it('are left out where there are too many to be seen', () => {
    const bounces = createBounces();
    hearBounces(bounces, emptyFrame(), 0);
    for (let n = 0; n < 10; n++) hearBounces(bounces, frameWith(64 * n + 1, 64 * n + 64), n);
    expect(bounces.count).toBe(128);
  });
});
