import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEditing } from '../../web/store/load-editing.ts';
import { pageStore } from '../../web/store/page-store.ts';
import type { PageStore } from '../../web/store/page-store.ts';

const DOCUMENT = {
  version: 1,
  name: 'pair',
  duration: '10s',
  services: { web: { work: '5ms' } },
  links: { 'users->web': { timeout: '100ms' } },
  workloads: { users: { call: 'web', arrivals: { poisson: '10/s' } } },
};
const TIMEOUT = 'links.users->web.timeout';

const page = (): PageStore => pageStore.getState();
const timeout = () => (page().document as typeof DOCUMENT).links['users->web'].timeout;

beforeAll(() => loadEditing());
beforeEach(() => page().openDocument(DOCUMENT));

describe('editing the scenario', () => {
  it('makes one undoable step of a single edit, and lists what differs from what was opened', () => {
    page().set(TIMEOUT, '200ms');
    expect(timeout()).toBe('200ms');
    expect(page().edits).toEqual([{ path: TIMEOUT, value: '200ms' }]);
    page().undoEdit();
    expect(timeout()).toBe('100ms');
    expect(page().edits).toEqual([]);
    page().redoEdit();
    expect(timeout()).toBe('200ms');
    expect([page().undo.length, page().redo.length]).toEqual([1, 0]);
  });

  it('forgets an edit whose value is set back', () => {
    page().set(TIMEOUT, '200ms');
    page().set(TIMEOUT, '100ms');
    expect(page().edits).toEqual([]);
    expect(page().undo).toHaveLength(2);
  });

  it('makes one step of a whole drag, and another of the next', () => {
    for (const ms of [110, 120, 130]) page().drag(TIMEOUT, `${ms}ms`, 'first');
    for (const ms of [140, 150]) page().drag(TIMEOUT, `${ms}ms`, 'second');
    expect(page().undo).toHaveLength(2);
    page().undoEdit();
    expect(timeout()).toBe('130ms');
    page().undoEdit();
    expect(timeout()).toBe('100ms');
  });

  it('makes one step of edits that make sense only together, and none of them when one is refused', () => {
    const together = [
      { path: 'zones', value: { 'az-a': {} } },
      { path: 'services.web.instances', value: { count: 2, zones: ['az-a'] } },
    ];
    page().setAll(together.toReversed().slice(0, 1));
    expect(page().problems.map(({ path }) => path)).toEqual(['services.web.instances.zones.0']);
    page().setAll(together);
    expect(page().problems).toEqual([]);
    expect(page().document).toMatchObject({ zones: { 'az-a': {} }, services: { web: { instances: { count: 2 } } } });
    page().undoEdit();
    expect(page().document).toEqual(DOCUMENT);
    page().setAll([together[0], { path: TIMEOUT, value: 'soon' }]);
    expect(page().problems.map(({ path }) => path)).toEqual([TIMEOUT]);
    expect(page().document).toEqual(DOCUMENT);
  });

  it('refuses what is invalid, says why and keeps the last valid document', () => {
    page().set(TIMEOUT, 'soon');
    expect(timeout()).toBe('100ms');
    expect(page().problems.map((problem) => problem.path)).toEqual([TIMEOUT]);
    expect(page().undo).toHaveLength(0);
    page().set(TIMEOUT, '300ms');
    expect(page().problems).toEqual([]);
  });

  it('does nothing when the value is what it was', () => {
    const { document } = page();
    page().set(TIMEOUT, '100ms');
    expect(page().document).toBe(document);
    expect(page().undo).toHaveLength(0);
  });

  it('a new edit ends what could be redone', () => {
    page().set(TIMEOUT, '200ms');
    page().undoEdit();
    page().set(TIMEOUT, '300ms');
    expect(page().redo).toHaveLength(0);
  });

  it('adds faults and removes them by place or by name', () => {
    page().addFault({ at: '1s', for: '1s', crash: { target: 'web' } });
    page().addFault({ id: 'late', at: '5s', for: '1s', crash: { target: 'web' } });
    expect((page().document.faults as unknown[]).length).toBe(2);
    page().removeFault('faults.late');
    expect((page().document.faults as { at: string }[]).map(({ at }) => at)).toEqual(['1s']);
    page().removeFault('faults.0');
    expect(page().document).not.toHaveProperty('faults');
    expect(page().edits).toEqual([]);
  });

  it('opening starts afresh', () => {
    page().set(TIMEOUT, '200ms');
    const { openedCount } = page();
    page().openDocument({ ...DOCUMENT, name: 'other' });
    expect([page().undo.length, page().edits.length, page().openedCount]).toEqual([0, 0, openedCount + 1]);
  });
});

describe('stepping by windows', () => {
  const topology = { durationMs: 10_000, windowMs: 1000 } as PageStore['topology'];

  it('goes to the next border in that direction and stays within the run', () => {
    page().patch({ topology, playing: true });
    page().seek(2400);
    page().stepWindow(1);
    expect([page().tMs, page().playing]).toEqual([3000, false]);
    page().stepWindow(-1);
    expect(page().tMs).toBe(2000);
    page().seek(9999);
    page().stepWindow(1);
    page().stepWindow(1);
    expect(page().tMs).toBe(10_000);
    page().seek(300);
    page().stepWindow(-1);
    page().stepWindow(-1);
    expect(page().tMs).toBe(0);
  });

  it('plays from the start again after the end', () => {
    page().patch({ topology });
    page().seek(10_000);
    page().setPlaying(true);
    expect(page().tMs).toBe(0);
    page().setPlaying(false);
  });
});
