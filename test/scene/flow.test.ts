import { describe, expect, it } from 'vitest';
import { DOT_STRIDE, SIGN_COUNT, SIGN_REQUEST, SIGN_RESPONSE, SIGN_RETRY } from '../../web/engine/protocol.ts';
import { createSignShares, dashSign, dashSpacing, isFlow, mixSigns, updateSignShares } from '../../web/scene/flow.ts';
import type { Frame } from '../../web/engine/protocol.ts';

function frameWith(signs: readonly number[]): Frame {
  const dots = new Float64Array(signs.length * DOT_STRIDE);
  signs.forEach((sign, row) => {
    dots[row * DOT_STRIDE + 5] = sign;
  });
  return {
    runId: 1,
    tMs: 0,
    dots,
    dotCount: signs.length,
    oneIn: 1,
    instances: new Float64Array(0),
    slots: new Uint8Array(0),
    counts: new Int32Array(SIGN_COUNT),
    inFlight: 0,
    registry: new Uint8Array(0),
    stale: new Int32Array(0),
    gates: new Float64Array(0),
    waiting: new Uint8Array(0),
    turnedBack: new Float64Array(0),
    digest: '',
    events: 0,
  };
}

describe('flow', () => {
  it('begins where a leg is shorter than a frame of the screen', () => {
    expect(isFlow(1, 200, 0.01, false)).toBe(false);
    expect(isFlow(1, 200, 0.1, false)).toBe(true);
    expect(isFlow(1, 200, 1, false)).toBe(true);
  });

  it('begins where short legs are too many to be told apart', () => {
    expect(isFlow(1, 300, 0.02, false)).toBe(false);
    expect(isFlow(1, 10_000, 0.02, false)).toBe(true);
  });

  it('leaves slow networks as dots at full speed', () => {
    expect(isFlow(150, 10_000, 1, false)).toBe(false);
  });

  it('does not switch back and forth at the border', () => {
    expect(isFlow(1, 10, 1 / 18, false)).toBe(false);
    expect(isFlow(1, 10, 1 / 18, true)).toBe(true);
    expect(isFlow(1, 10, 1 / 21, true)).toBe(false);
  });

  it('stays as it was while nothing is on the wire', () => {
    expect(isFlow(Number.NaN, 10, 1, false)).toBe(false);
    expect(isFlow(Number.NaN, 10, 1, true)).toBe(true);
  });

  it('has denser dashes for higher rates and none without a rate', () => {
    expect(dashSpacing(400)).toBeLessThan(dashSpacing(20));
    expect(dashSpacing(0)).toBe(Number.POSITIVE_INFINITY);
    expect(dashSpacing(Number.NaN)).toBe(Number.POSITIVE_INFINITY);
  });

  it('mixes signs in the shares that were seen', () => {
    const shares = createSignShares([2]);
    updateSignShares(shares, frameWith([SIGN_REQUEST, SIGN_REQUEST, SIGN_REQUEST, SIGN_RETRY]));
    const mix = new Float32Array(SIGN_COUNT);
    mixSigns(shares, 0, [0], 0, mix);
    let retries = 0;
    for (let n = 0; n < 1000; n++) if (dashSign(mix, 0, n) === SIGN_RETRY) retries++;

    expect(retries).toBeGreaterThan(240);
    expect(retries).toBeLessThan(260);
  });

  it('shows requests out and responses back before anything was seen', () => {
    const none = new Float32Array(SIGN_COUNT);

    expect(dashSign(none, 0, 3)).toBe(SIGN_REQUEST);
    expect(dashSign(none, 1, 3)).toBe(SIGN_RESPONSE);
  });

  it('keeps what was seen on the way to one callee off the ways to the others', () => {
    const shares = createSignShares([2]);
    updateSignShares(shares, frameWith([SIGN_RETRY]));
    const mix = new Float32Array(SIGN_COUNT);
    mixSigns(shares, 0, [1], 0, mix);
    expect([...mix]).toEqual(new Array(SIGN_COUNT).fill(0));
    mixSigns(shares, 0, [0, 1], 0, mix);
    expect(mix[SIGN_RETRY]).toBe(1);
  });
});
