import { describe, expect, it } from 'vitest';
import { SIGN_COUNT, SIGN_LOST, SIGN_REQUEST } from '../../web/engine/protocol.ts';
import { createEchoes, ECHO_MS, fadeEchoes, hearEchoes } from '../../web/scene/echoes.ts';
import type { Frame } from '../../web/engine/protocol.ts';

function frameOf(...legs: { id: number; back?: boolean; sign?: number; ms?: number }[]): Frame {
  const rows = legs.map(({ id, back = false, sign = SIGN_REQUEST, ms = 0.5 }) => [
    ...[id, 1, 0, 0, 0, sign, back ? 1 : 0, 10, 10 + ms],
  ]);
  return {
    runId: 1,
    tMs: 10,
    dots: Float64Array.from(rows.flat()),
    dotCount: legs.length,
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

describe('echoes', () => {
  it('are left by legs shorter than 80 ms on the screen, once per leg', () => {
    const echoes = createEchoes();

    hearEchoes(echoes, frameOf({ id: 3 }), 0.02, 0);
    hearEchoes(echoes, frameOf({ id: 3 }, { id: 3, back: true }), 0.02, 16);

    expect(echoes.count).toBe(2);
    expect([...echoes.key.subarray(0, 2)]).toEqual([6, 7]);
  });

  it('are not left by longer legs and lost messages', () => {
    const echoes = createEchoes();

    hearEchoes(echoes, frameOf({ id: 1, ms: 5 }, { id: 2, sign: SIGN_LOST }), 0.02, 0);

    expect(echoes.count).toBe(0);
  });

  it('are forgotten when they have crossed', () => {
    const echoes = createEchoes();
    hearEchoes(echoes, frameOf({ id: 1 }), 0.02, 0);
    hearEchoes(echoes, frameOf({ id: 2 }), 0.02, 100);

    fadeEchoes(echoes, ECHO_MS);

    expect(echoes.count).toBe(1);
    expect(echoes.key[0]).toBe(4);
    expect(echoes.startMs[0]).toBe(100);
  });

  it('stop growing where nobody could tell them apart', () => {
    const echoes = createEchoes();

    hearEchoes(echoes, frameOf(...Array.from({ length: 600 }, (_, id) => ({ id }))), 0.02, 0);

    expect(echoes.count).toBe(512);
  });
});
