import { SIGN_COUNT } from '../../web/engine/protocol.ts';
import type { Frame } from '../../web/engine/protocol.ts';

/** Nothing anywhere. */
export function emptyFrame(): Frame {
  return {
    runId: 1,
    tMs: 0,
    dots: new Float64Array(0),
    dotCount: 0,
    oneIn: 1,
    instances: new Float64Array(0),
    slots: new Uint8Array(0),
    gates: new Float64Array(0),
    waiting: new Uint8Array(0),
    turnedBack: new Float64Array(0),
    counts: new Int32Array(SIGN_COUNT),
    inFlight: 0,
    registry: new Uint8Array(0),
    stale: new Int32Array(0),
    digest: '',
    events: 0,
  };
}
