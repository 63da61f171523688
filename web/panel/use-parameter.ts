import { useMemo } from 'react';
import { describePath, getValue } from '../../sim-core/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isSame } from '../store/document-diff.ts';
import { valueOf } from './parameter-groups.ts';
import { resetEdit } from './reset-edit.ts';
import { kindOfStep } from './step-kinds.ts';
import type { Document, Edit } from '../store/contract.ts';
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

/** Of values that are written in several ways. */
export interface Written {
  /** The edit that a new value makes, where others must change with it. */
  readonly through?: (value: unknown) => Edit;
  /** What stood here when the scenario was opened, perhaps in another form. */
  readonly opened?: unknown;
  /** Whether a problem at or below the value is this control's to show; others show the rest. */
  readonly owns?: (problemPath: string) => boolean;
}

/** Everything a control needs to know of one value of the scenario; null where no value can be. */
export function useParameter(path: string, { through, owns, ...other }: Written = {}): ParameterState | null {
  const document = usePage((state) => state.document);
  const base = usePage((state) => state.baseDocument);
  const problem = usePage((state) => state.problems.find((one) => isAt(one.path, path) && (owns?.(one.path) ?? true)));
  const parameter = useMemo(() => describePath(path, document), [path, document]);
  const atOpening = useMemo(() => describePath(path, base), [path, base]);
  if (!parameter) return null;
  const opened = 'opened' in other ? other.opened : atOpening?.value;
  const { set, drag } = pageStore.getState();
  const editTo = through ?? ((value: unknown): Edit => ({ path, value }));
  const setTo = (value: unknown) => {
    const edit = editTo(value);
    set(edit.path, edit.value);
  };
  return {
    parameter,
    written: valueOf(parameter),
    opened,
    openedEffective: valueOf(atOpening ?? parameter),
    isChanged: atOpening !== undefined && !isAdded(path, document, base) && !isSame(parameter.value, opened),
    problem,
    set: setTo,
    drag: (value, gesture) => {
      const edit = editTo(value);
      drag(edit.path, edit.value, gesture);
    },
    reset: () => {
      if (through) return setTo(opened ?? valueOf(atOpening ?? parameter));
      const edit = resetEdit(path, document, base);
      set(edit.path, edit.value);
    },
  };
}

/**
 * Whether the fault, objective or step that the value belongs to was added since, or another kind of step stood in its
 * place: it is new as a whole, not changed.
 */
function isAdded(path: string, document: Document, base: Document): boolean {
  const segments = path.split('.');
  return segments.some((segment, index) => {
    if (!/^\d+$/.test(segment)) return false;
    const entry = segments.slice(0, index + 1).join('.');
    const before = getValue(base, entry);
    return before === undefined || kindOfStep(before) !== kindOfStep(getValue(document, entry));
  });
}

export function isAt(problemPath: string, path: string): boolean {
  return problemPath === path || problemPath.startsWith(`${path}.`);
}
