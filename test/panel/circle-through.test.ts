import { describe, expect, it } from 'vitest';
import { checkScenario, setValue } from '../../sim-core/index.ts';
import { isCircleThrough } from '../../web/panel/circle-through.ts';
import { presetNamed } from '../presets/stories.ts';

describe('calls that lead back for ever', () => {
  it('concern every endpoint on their way, wherever the problem is told', () => {
    const path = 'services.payments.endpoints.charge.steps';
    const edited = setValue(presetNamed('checkout').scenario, path, [{ call: 'orders.place' }]);
    const checked = edited.ok ? checkScenario(edited.document) : edited;
    const [problem] = checked.ok ? [] : checked.problems;
    expect(problem.code).toBe('cycle');
    expect(isCircleThrough(problem, 'payments.charge')).toBe(true);
    expect(isCircleThrough(problem, 'orders.place')).toBe(true);
    expect(isCircleThrough(problem, 'web.checkout')).toBe(false);
    expect(isCircleThrough({ ...problem, code: 'conflict' }, 'orders.place')).toBe(false);
  });
});
