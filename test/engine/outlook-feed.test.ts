import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutlookFeed } from '../../web/engine/outlook-feed.ts';
import { FakeWorker, outlook } from './fake-worker.ts';

const document = { version: 1 };
const listen = {
  onOutlook: vi.fn<() => void>(),
  onTopology: vi.fn<() => void>(),
  onProblems: vi.fn<() => void>(),
  onRestarted: vi.fn<() => void>(),
};

function feed() {
  const made = createOutlookFeed(listen);
  const [worker] = FakeWorker.made;
  const asked = () => worker.sent.map((message) => message.runId);
  return { feed: made, worker, asked };
}

let nowMs = 0;

beforeEach(() => {
  FakeWorker.made = [];
  vi.clearAllMocks();
  nowMs = 0;
  vi.stubGlobal('performance', { now: () => nowMs });
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => vi.unstubAllGlobals());

describe('outlook feed', () => {
  it('makes the last complete outlook the ghost of a single edit', () => {
    const { feed: ahead, worker } = feed();
    ahead.run({ runId: 1, document, ghost: 'drop' });
    worker.say(outlook(1, true));
    ahead.run({ runId: 2, document, ghost: 'replace' });
    expect([ahead.current()?.runId, ahead.previous()?.runId]).toEqual([1, 1]);
    worker.say(outlook(2, true));
    expect([ahead.current()?.runId, ahead.previous()?.runId]).toEqual([2, 1]);
  });

  it('keeps the ghost of before the drag while one goes on', () => {
    const { feed: ahead, worker } = feed();
    ahead.run({ runId: 1, document, ghost: 'drop' });
    worker.say(outlook(1, true));
    ahead.run({ runId: 2, document, ghost: 'replace' });
    worker.say(outlook(2, true));
    ahead.run({ runId: 3, document, ghost: 'keep' });
    worker.say(outlook(3, true));
    expect([ahead.current()?.runId, ahead.previous()?.runId]).toEqual([3, 1]);
  });

  it('lets a run of a drag finish, then goes on with the newest value alone', () => {
    const { feed: ahead, worker, asked } = feed();
    ahead.run({ runId: 1, document, ghost: 'replace' });
    for (const runId of [2, 3, 4]) ahead.run({ runId, document, ghost: 'keep' });
    expect(asked()).toEqual([1]);
    nowMs = 40;
    worker.say(outlook(1, false));
    expect(asked()).toEqual([1]);
    nowMs = 90;
    worker.say(outlook(1, true));
    expect(asked()).toEqual([1, 4]);
  });

  it('gives up a run of a drag that takes too long', () => {
    const { feed: ahead, worker, asked } = feed();
    ahead.run({ runId: 1, document, ghost: 'replace' });
    ahead.run({ runId: 2, document, ghost: 'keep' });
    nowMs = 300;
    worker.say(outlook(1, false));
    expect(asked()).toEqual([1, 2]);
  });

  it('takes a single edit and an opening at once', () => {
    const { feed: ahead, asked } = feed();
    ahead.run({ runId: 1, document, ghost: 'replace' });
    ahead.run({ runId: 2, document, ghost: 'replace' });
    ahead.run({ runId: 3, document, ghost: 'drop' });
    expect(asked()).toEqual([1, 2, 3]);
    expect([ahead.current(), ahead.previous()]).toEqual([null, null]);
  });

  it('drops answers of an earlier run', () => {
    const { feed: ahead, worker } = feed();
    ahead.run({ runId: 1, document, ghost: 'drop' });
    ahead.run({ runId: 2, document, ghost: 'replace' });
    worker.say(outlook(1, true));
    worker.say({ type: 'problems', runId: 1, problems: [] });
    expect(ahead.current()).toBeNull();
    expect(listen.onProblems).not.toHaveBeenCalled();
  });
});
