/** Stands in for a browser's Worker: keeps what it is sent, and says what a test makes it say. */
import type { FromWorker, Frame, ToWorker } from '../../web/engine/protocol.ts';

export class FakeWorker {
  static made: FakeWorker[] = [];
  readonly sent: ToWorker[] = [];
  isTerminated = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    FakeWorker.made.push(this);
  }
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: FromWorker): void {
    this.onmessage?.({ data });
  }
  types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}

export function frame(runId: number, tMs: number): FromWorker {
  const shown: Frame = {
    runId,
    tMs,
    dots: new Float64Array(0),
    dotCount: 0,
    oneIn: 1,
    instances: new Float64Array(0),
    slots: new Uint8Array(0),
    counts: new Int32Array(0),
    inFlight: 0,
    registry: new Uint8Array(0),
    stale: new Int32Array(0),
    gates: new Float64Array(0),
    waiting: new Uint8Array(0),
    turnedBack: new Float64Array(0),
    digest: '',
    events: 0,
  };
  return { type: 'frame', frame: shown };
}

export function outlook(runId: number, complete: boolean): FromWorker {
  const seen = { runId, complete, simulatedMs: 0, windowMs: 1000, windowCount: 0, series: {}, result: null, wallMs: 0 };
  return { type: 'outlook', outlook: seen };
}
