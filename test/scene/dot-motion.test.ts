import { describe, expect, it } from 'vitest';
import {
  DOT_STRIDE,
  SIGN_COUNT,
  SIGN_ERROR,
  SIGN_LOST,
  SIGN_REJECTED,
  SIGN_REQUEST,
  SIGN_RESPONSE,
  SIGN_RETRY,
} from '../../web/engine/protocol.ts';
import { bounce, createDotList, FADE_MS, placeDots, vanishPoint } from '../../web/scene/dot-motion.ts';
import { createLinkGeometry } from '../../web/scene/link-geometry.ts';
import { PATH_POINTS, PATH_STRIDE } from '../../web/scene/link-path.ts';
import { layoutStage } from '../../web/scene/stage-layout.ts';
import { tiny } from './topologies.ts';
import type { Frame } from '../../web/engine/protocol.ts';

const SPEED = 0.01;
const layout = layoutStage(tiny, { width: 1000, height: 320, keepOut: null, positions: {} });
const geometry = createLinkGeometry(tiny, layout);
const path = geometry.pathOf(0, 0, 0);
const middle = Math.floor(PATH_POINTS / 2) * PATH_STRIDE;

interface DotSketch {
  id?: number;
  sign?: number;
  back?: boolean;
  startMs?: number;
  endMs?: number;
}

function frameOf(...dots: DotSketch[]): Frame {
  const rows = dots.map(({ id = 1, sign = SIGN_REQUEST, back = false, startMs = 100, endMs = 110 }) => [
    ...[id, 7, 0, 0, 0, sign, back ? 1 : 0, startMs, endMs],
  ]);
  return {
    runId: 1,
    tMs: 100,
    dots: Float64Array.from(rows.flat()),
    dotCount: dots.length,
    oneIn: 1,
    instances: new Float64Array(6),
    slots: new Uint8Array(40),
    counts: new Int32Array(SIGN_COUNT),
    inFlight: 0,
    registry: new Uint8Array(1),
    stale: new Int32Array(0),
    gates: new Float64Array(0),
    waiting: new Uint8Array(0),
    turnedBack: new Float64Array(0),
    digest: '',
    events: 0,
  };
}

function place(frame: Frame, tMs: number, speed = SPEED) {
  const list = createDotList(1);
  placeDots(list, frame, geometry, tMs, speed);
  return list;
}

describe('placeDots', () => {
  it('rows are as wide as the protocol says', () => {
    expect(frameOf({}).dots.length).toBe(DOT_STRIDE);
  });

  it('a request half way through its leg is half way on its link, above it', () => {
    const list = place(frameOf({}), 105);

    expect(list.count).toBe(1);
    expect(list.x[0]).toBeCloseTo(path[middle], 3);
    expect(list.y[0]).toBeCloseTo(path[middle + 1] - 4, 3);
    expect(list.angle[0]).toBeCloseTo(0, 2);
  });

  it('a response comes back on the other lane', () => {
    const early = place(frameOf({ sign: SIGN_RESPONSE, back: true }), 102);
    const half = place(frameOf({ sign: SIGN_RESPONSE, back: true }), 105);

    expect(early.x[0]).toBeGreaterThan(half.x[0]);
    expect(half.y[0]).toBeCloseTo(path[middle + 1] + 4, 3);
    expect(Math.cos(half.angle[0])).toBeCloseTo(-1, 2);
  });

  it('draws nothing before a leg begins or after it has ended', () => {
    expect(place(frameOf({}), 99).count).toBe(0);
    expect(place(frameOf({}), 111).count).toBe(0);
  });

  it('orders dots so that failures are drawn last', () => {
    const list = place(
      frameOf({ sign: SIGN_ERROR }, { sign: SIGN_RESPONSE }, { sign: SIGN_RETRY }, { sign: SIGN_REQUEST }),
      105,
    );
    const drawn = Array.from({ length: list.count }, (_, k) => list.sign[list.order[k]]);

    expect(drawn).toEqual([SIGN_RESPONSE, SIGN_REQUEST, SIGN_RETRY, SIGN_ERROR]);
  });

  it('draws a leg of less than 80 ms on the screen as a streak', () => {
    const leg = frameOf({ startMs: 100, endMs: 101 });

    expect(place(leg, 100.5, 1 / 79).isStreak[0]).toBe(1);
    expect(place(leg, 100.5, 1 / 81).isStreak[0]).toBe(0);
  });

  it('a lost message travels, then fades where it vanished within 240 ms on the screen', () => {
    const frame = frameOf({ sign: SIGN_RESPONSE, back: true, endMs: 110 }, { id: 5, sign: SIGN_LOST, endMs: 300 });
    const travelMs = 10 * vanishPoint(5);
    const fadeMs = FADE_MS * SPEED;
    const at = (tMs: number) => {
      const list = place(frame, tMs);
      const slot = list.row.subarray(0, list.count).indexOf(1);
      return slot < 0 ? null : { sign: list.sign[slot], alpha: list.alpha[slot], x: list.x[slot] };
    };

    expect(at(100 + travelMs / 2)?.sign).toBe(SIGN_REQUEST);
    expect(at(100 + travelMs + fadeMs / 2)?.sign).toBe(SIGN_LOST);
    expect(at(100 + travelMs + fadeMs / 2)?.alpha).toBeCloseTo(0.5, 3);
    expect(at(100 + travelMs + fadeMs / 4)?.x).toBe(at(100 + travelMs + fadeMs / 2)?.x);
    expect(at(100 + travelMs + fadeMs * 1.01)).toBeNull();
  });

  it('a refused call overshoots once and then comes back evenly', () => {
    const xs = [0.05, 0.15, 0.27, 0.3, 0.6].map(
      (u) => place(frameOf({ sign: SIGN_REJECTED, back: true }), 100 + 10 * u).x[0],
    );

    expect(bounce(0)).toBe(0);
    expect(bounce(0.2)).toBeGreaterThan(bounce(0.3));
    expect(bounce(0.8)).toBe(0.8);
    expect(xs[1]).toBeLessThan(xs[0]);
    expect(xs[4]).toBeLessThan(xs[3]);
  });

  it('grows with the number of dots and forgets none', () => {
    const many = Array.from({ length: 700 }, (_, id) => ({ id }));

    expect(place(frameOf(...many), 105).count).toBe(700);
  });
});
