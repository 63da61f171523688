import { describe, expect, it } from 'vitest';
import { isDone, seenByMs, stepAt } from '../../web/story/conditions.ts';
import { backEdit, isApplied, tryWords } from '../../web/story/try-edit.ts';
import { sketchOf } from '../../web/story/topology-sketch.ts';
import { setValue } from '../../sim-core/index.ts';
import { isDone as isDoneInRun } from '../presets/conditions.ts';
import { presets, runPreset } from '../presets/stories.ts';
import type { Run } from '../presets/stories.ts';
import type { Outlook } from '../../web/engine/protocol.ts';

function outlookOf({ result, series }: Run): Outlook {
  const columnsOf = (scope: string) =>
    Object.fromEntries(series.columns(scope).map((name) => [name, series.column(scope, name)]));
  return {
    runId: 1,
    complete: true,
    simulatedMs: result.simulatedMs,
    windowMs: series.windowMs,
    windowCount: series.windowCount,
    series: Object.fromEntries(series.scopes.map((scope) => [scope, columnsOf(scope)])),
    result,
    wallMs: 0,
  };
}

describe('steps of stories', () => {
  const storm = presets.find(({ id }) => id === 'retry-storm');
  const run = runPreset('retry-storm');
  const conditions = storm?.steps.flatMap(({ done }) => done ?? []) ?? [];

  it('tick on the page exactly when they hold in the run', () => {
    const outlook = outlookOf(run);
    expect(conditions.map((condition) => isDone(condition, outlook))).toEqual(
      conditions.map((condition) => isDoneInRun(condition, run)),
    );
    expect(conditions.map((condition) => isDone(condition, outlook))).toEqual([true, true, false, false]);
  });

  it('do not tick before their stretch of time is simulated, nor without a run', () => {
    const outlook = { ...outlookOf(run), complete: false, simulatedMs: 31_000 };
    expect(isDone(conditions[0], outlook)).toBe(false);
    expect(isDone(conditions[0], null)).toBe(false);
  });

  it('need a complete run for numbers of the whole run', () => {
    const condition = { scope: 'workloads.shoppers', metric: 'failed', op: '>', value: 0 } as const;
    expect(isDone(condition, outlookOf(run))).toBe(true);
    expect(isDone(condition, { ...outlookOf(run), result: null })).toBe(false);
    expect(isDone({ ...condition, scope: 'workloads.nobody' }, outlookOf(run))).toBe(false);
  });

  it("are the reader's own once their stretch has been seen, or the first fault where they have none", () => {
    const condition = { scope: 'workloads.shoppers', metric: 'failed', op: '>', value: 0 } as const;
    const faults = [{ atMs: 20_000, forMs: 10_000 }];
    expect(seenByMs({ ...condition, withinMs: [30_000, 40_000] }, { faults, durationMs: 60_000 })).toBe(40_000);
    expect(seenByMs(condition, { faults, durationMs: 60_000 })).toBe(30_000);
    expect(seenByMs(condition, { faults: [{ atMs: 5000, forMs: null }], durationMs: 60_000 })).toBe(60_000);
  });

  it('are turned to by time, except those that ask for an edit', () => {
    const words = { en: 'x', zh: 'x' };
    const steps = [0, 30_000, 30_000, 60_000].map((atMs) => ({ title: words, text: words, atMs }));
    const asking = steps.map((step, index) => (index === 2 ? { ...step, try: { path: 'seed', value: 1 } } : step));
    expect([0, 29_999, 30_000, 61_000].map((tMs) => stepAt(asking, tMs))).toEqual([0, 0, 1, 3]);
    expect(stepAt([{ title: words, text: words }], 5000)).toBe(0);
  });
});

describe('edits of stories', () => {
  it.each(
    presets.flatMap(({ id, scenario, steps }) =>
      steps.flatMap((step) => (step.try ? [{ id, scenario, edit: step.try }] : [])),
    ),
  )('of $id can be made and taken back: $edit.path', ({ scenario, edit }) => {
    expect(isApplied(edit, scenario)).toBe(false);
    const made = setValue(scenario, edit.path, edit.value);
    if (!made.ok) throw new Error('refused');
    expect(isApplied(edit, made.document)).toBe(true);
    const back = backEdit(edit, scenario);
    const undone = setValue(made.document, back.path, back.value);
    if (!undone.ok) throw new Error('refused');
    expect(isApplied(edit, undone.document)).toBe(false);
  });

  it('are said in few words', () => {
    expect(tryWords({ path: 'links.a~b.retry.maxAttempts', value: 1 })).toBe('maxAttempts: 1');
    expect(tryWords({ path: 'links.a~b.balancer', value: { policy: 'random', choices: 2 } })).toBe(
      'balancer: policy random, choices 2',
    );
    expect(tryWords({ path: 'links.a~b.retry', value: null })).toBe('retry: –');
  });
});

describe('sketches', () => {
  it('stand every service behind its callers', () => {
    for (const { scenario } of presets) {
      const { boxes, lines } = sketchOf(scenario);
      for (const [from, to] of lines) expect(boxes[to].column).toBeGreaterThan(boxes[from].column);
      expect(boxes.filter(({ isSource }) => isSource)).not.toHaveLength(0);
    }
  });

  it('survive services that call each other', () => {
    const services = { a: { steps: [{ call: 'b' }] }, b: { steps: [{ call: 'a' }] } };
    expect(sketchOf({ services, workloads: { w: { call: 'a' } } }).boxes).toHaveLength(3);
  });
});
