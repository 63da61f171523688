import { describe, expect, it } from 'vitest';
import { checkScenario, getValue, setValue } from '../../sim-core/index.ts';
import {
  added,
  calleesFor,
  calleeToStartWith,
  doubled,
  moved,
  newStep,
  removed,
  restOf,
  withNewOption,
} from '../../web/panel/steps.ts';
import { BRANCH_KINDS, kindOfStep, STEP_KINDS } from '../../web/panel/step-kinds.ts';
import { presetNamed } from '../presets/stories.ts';
import type { Document, Edit } from '../../web/store/contract.ts';

const { scenario } = presetNamed('checkout');
const WEB = 'services.web.endpoints.checkout.steps';

function edited(document: Document, edit: Edit | undefined): Document {
  if (!edit) throw new Error('no edit');
  const result = setValue(document, edit.path, edit.value);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  const checked = checkScenario(result.document);
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return result.document;
}

const kinds = (document: Document, path = WEB) => (getValue(document, path) as unknown[]).map(kindOfStep);

describe('steps of a visit', () => {
  it.each(STEP_KINDS)('%s can be added to any service, called something or not', (kind) => {
    for (const path of [WEB, 'services.payments.endpoints.charge.steps']) {
      for (const callee of ['inventory.reserve', undefined]) {
        const after = edited(scenario, added(scenario, path, newStep(kind, callee)));
        expect((getValue(after, path) as unknown[]).length).toBe((getValue(scenario, path) as unknown[]).length + 1);
      }
    }
  });

  it.each(BRANCH_KINDS)('%s can be added to what happens at once', (kind) => {
    const path = `${WEB}.1.parallel`;
    const after = edited(scenario, added(scenario, path, newStep(kind, 'inventory.reserve')));
    expect(kinds(after, path)).toEqual(['call', 'call', kind]);
  });

  it('move, double and go, and are what they were after going back', () => {
    expect(kinds(scenario)).toEqual(['work', 'parallel', 'call', 'work']);
    const up = edited(scenario, moved(scenario, WEB, 2, -1));
    expect(kinds(up)).toEqual(['work', 'call', 'parallel', 'work']);
    expect(edited(up, moved(up, WEB, 1, 1))).toEqual(scenario);
    expect(moved(scenario, WEB, 0, -1)).toBeUndefined();
    expect(moved(scenario, WEB, 3, 1)).toBeUndefined();
    expect(kinds(edited(scenario, doubled(scenario, WEB, 1)))).toEqual([
      'work',
      'parallel',
      'parallel',
      'call',
      'work',
    ]);
    expect(kinds(edited(scenario, removed(scenario, WEB, 1)))).toEqual(['work', 'call', 'work']);
  });

  it('take what would be empty with them', () => {
    const one = edited(scenario, removed(scenario, `${WEB}.1.parallel`, 0));
    expect(getValue(one, `${WEB}.1`)).toEqual({ parallel: [{ call: 'catalog.list' }] });
    expect(kinds(edited(one, removed(one, `${WEB}.1.parallel`, 0)))).toEqual(['work', 'call', 'work']);

    const charge = 'services.payments.endpoints.charge';
    const idle = edited(scenario, removed(scenario, `${charge}.steps`, 0));
    expect(getValue(idle, charge)).not.toHaveProperty('steps');

    const choosing = edited(scenario, { path: `${WEB}.0`, value: newStep('choose', undefined) });
    const nothing = edited(choosing, removed(choosing, `${WEB}.0.choose.0.steps`, 0));
    expect(getValue(nothing, `${WEB}.0.choose.0`)).toEqual({ p: '50%', steps: [] });
    expect(kinds(edited(choosing, removed(choosing, `${WEB}.0.choose`, 0)))).toEqual(['parallel', 'call', 'work']);
  });

  it('never need more successes than there are branches', () => {
    const needy = edited(scenario, { path: `${WEB}.1.need`, value: 2 });
    const fewer = edited(needy, removed(needy, `${WEB}.1.parallel`, 1));
    expect(getValue(fewer, `${WEB}.1`)).toEqual({ parallel: [{ call: 'cart.read' }], need: 1 });
  });

  it('share what is left with a new option, or half of the largest', () => {
    const first = newStep('choose', undefined).choose as unknown[];
    const second = withNewOption(first);
    expect(second.map((option) => (option as Document).p)).toEqual(['50%', '50%']);
    expect(withNewOption(second).map((option) => (option as Document).p)).toEqual(['25%', '50%', '25%']);
    expect(restOf(first)).toBe(0.5);
    expect(restOf([{ p: 0.1 }, { p: '20%' }])).toBe(0.7);
  });
});

describe('what a step can call', () => {
  it('is everything else, and what would lead back is told', () => {
    const steps = 'services.payments.endpoints.charge.steps';
    const circling = calleesFor(scenario, steps, 'payments').filter(({ wouldCircle }) => wouldCircle);
    expect(circling.map(({ name }) => name)).toEqual(['web.checkout', 'orders.place']);
    expect(calleesFor(scenario, steps, 'payments').map(({ name }) => name)).not.toContain('payments.charge');
    expect(calleeToStartWith(scenario, steps, 'payments')).toBe('cart.read');
  });

  it('begins with what is not called yet', () => {
    expect(calleeToStartWith(scenario, WEB, 'web')).toBe('inventory.reserve');
    expect(calleeToStartWith(presetNamed('retry-storm').scenario, 'services.db.steps', 'db')).toBeUndefined();
  });
});
