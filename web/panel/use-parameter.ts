import { useMemo } from 'react';
import { describePath, getValue } from '../../sim-core/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isSame } from '../store/document-diff.ts';
import { valueOf } from './parameter-groups.ts';
import { resetEdit } from './reset-edit.ts';
import type { Document } from '../store/contract.ts';
import type { ParameterAt, Problem } from '../../sim-core/index.ts';

export interface ParameterState {
  parameter: ParameterAt;
  /** As written here or inherited, else the default. */
  written: unknown;
  /** As written here when the scenario was opened. */
  opened: unknown;
  /** What held when the scenario was opened. */
  openedEffective: unknown;
  isChanged: boolean;
  problem: Problem | undefined;
  set: (value: unknown) => void;
  drag: (value: unknown, gesture: string) => void;
  reset: () => void;
}

/** Everything a control needs to know of one value of the scenario; null where no value can be. */
export function useParameter(path: string): ParameterState | null {
  const document = usePage((state) => state.document);
  const base = usePage((state) => state.baseDocument);
  const problem = usePage((state) => state.problems.find((one) => isAt(one.path, path)));
  const parameter = useMemo(() => describePath(path, document), [path, document]);
  const atOpening = useMemo(() => describePath(path, base), [path, base]);
  if (!parameter) return null;
  const opened = atOpening?.value;
  const { set, drag } = pageStore.getState();
  return {
    parameter,
    written: valueOf(parameter),
    opened,
    openedEffective: valueOf(atOpening ?? parameter),
    isChanged: atOpening !== undefined && !isAdded(path, base) && !isSame(parameter.value, opened),
    problem,
    set: (value) => set(path, value),
    drag: (value, gesture) => drag(path, value, gesture),
    reset: () => {
      const edit = resetEdit(path, document, base);
      set(edit.path, edit.value);
    },
  };
}

/** Whether the fault or objective that the value belongs to was added since: it is new as a whole, not changed. */
function isAdded(path: string, base: Document): boolean {
  const [list, entry] = path.split('.');
  return (list === 'faults' || list === 'slos') && getValue(base, `${list}.${entry}`) === undefined;
}

export function isAt(problemPath: string, path: string): boolean {
  return problemPath === path || problemPath.startsWith(`${path}.`);
}
