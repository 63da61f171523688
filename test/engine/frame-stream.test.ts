import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFrameStream } from '../../web/engine/frame-stream.ts';
import { FakeWorker, frame } from './fake-worker.ts';

const document = { version: 1 };
const listen = {
  onFrame: vi.fn<() => void>(),
  onReady: vi.fn<() => void>(),
  onRestarted: vi.fn<(isFinal: boolean) => void>(),
};

function stream() {
  const made = createFrameStream(listen);
  made.run({ runId: 1, document, isHurried: false });
  const [worker] = FakeWorker.made;
  return { stream: made, worker };
}

beforeEach(() => {
  FakeWorker.made = [];
  vi.clearAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('frame stream', () => {
  it('asks one question at a time, and then for the newest moment', () => {
    const { stream: frames, worker } = stream();
    for (const tMs of [10, 11, 12]) frames.show(tMs, 0);
    expect(worker.types()).toEqual(['play', 'frame']);
    worker.say(frame(1, 10));
    frames.show(13, 16);
    expect(worker.sent.at(-1)).toMatchObject({ type: 'frame', tMs: 13 });
  });

  it('asks nothing while the moment on screen is the one that is shown', () => {
    const { stream: frames, worker } = stream();
    frames.show(10, 0);
    worker.say(frame(1, 10));
    frames.show(10, 16);
    expect(worker.types()).toEqual(['play', 'frame']);
  });

  it('drops answers of an earlier run', () => {
    const { stream: frames, worker } = stream();
    frames.show(10, 0);
    frames.run({ runId: 2, document, isHurried: false });
    worker.say(frame(1, 10));
    expect(frames.latest()).toBeNull();
    expect(listen.onFrame).not.toHaveBeenCalled();
  });

  it('after a jump draws what it has at its own time, until the frame of the new time is there', () => {
    const { stream: frames, worker } = stream();
    frames.show(10, 0);
    worker.say(frame(1, 10));
    expect([frames.isCatchingUp(), frames.sceneNow(10.5)]).toEqual([false, 10.5]);

    frames.show(10.5, 10);
    frames.jump();
    frames.show(5000, 16);
    worker.say(frame(1, 10.5));
    expect([frames.isCatchingUp(), frames.sceneNow(5000)]).toEqual([true, 10.5]);
    frames.show(5000, 32);
    worker.say(frame(1, 5000));
    expect([frames.isCatchingUp(), frames.sceneNow(5000)]).toEqual([false, 5000]);
  });

  it('is behind once an answer is late', () => {
    const { stream: frames, worker } = stream();
    frames.show(10, 0);
    worker.say(frame(1, 10));
    frames.show(11, 100);
    expect([frames.isBehind(150), frames.isBehind(161)]).toEqual([false, true]);
  });

  it('lets a drag come to rest before it plays the new run', () => {
    const { stream: frames, worker } = stream();
    frames.run({ runId: 2, document, isHurried: true });
    frames.run({ runId: 3, document, isHurried: true });
    frames.show(10, 0);
    expect(worker.types()).toEqual(['play']);
    vi.advanceTimersByTime(500);
    expect(worker.sent.slice(1)).toMatchObject([{ type: 'play', runId: 3 }]);
    expect(listen.onReady).toHaveBeenCalledTimes(2);
  });

  it('tells the time of a step, also when a frame was asked for before it', () => {
    const { stream: frames, worker } = stream();
    const onStepped = vi.fn<(tMs: number) => void>();
    frames.show(10, 0);
    frames.step(onStepped);
    worker.say(frame(1, 10));
    expect(onStepped).not.toHaveBeenCalled();
    worker.say(frame(1, 10.25));
    expect(onStepped).toHaveBeenCalledExactlyOnceWith(10.25);
  });

  it('starts a crashed worker again with the run on screen, and gives up after three times', () => {
    const { stream: frames } = stream();
    for (let crashes = 1; crashes <= 3; crashes++) {
      FakeWorker.made.at(-1)?.onerror?.();
      expect(FakeWorker.made).toHaveLength(crashes + 1);
      expect(FakeWorker.made.at(-1)?.sent).toMatchObject([{ type: 'play', runId: 1 }]);
    }
    frames.show(10, 0);
    FakeWorker.made.at(-1)?.say({ type: 'crashed', runId: 1, message: 'out of memory' });
    expect(FakeWorker.made).toHaveLength(4);
    expect(FakeWorker.made.every((worker) => worker.isTerminated)).toBe(true);
    expect(listen.onRestarted.mock.calls).toEqual([[false], [false], [false], [true]]);
  });
});
