import { withEditing } from './load-editing.ts';
import { loadPreset } from './presets.ts';
import { editsBetween, inOrderOf, isSame } from './document-diff.ts';
import type { Document, Edit, LastEdit, PageActions } from './contract.ts';
import type { Editing } from './load-editing.ts';
import type { PageStore } from './page-store.ts';

const UNDO_STEPS_MAX = 200;

type Set = (state: Partial<PageStore>) => void;
type DocumentActions = Pick<
  PageActions,
  | 'openPreset'
  | 'openDocument'
  | 'openStored'
  | 'set'
  | 'setAll'
  | 'drag'
  | 'addFault'
  | 'removeFault'
  | 'undoEdit'
  | 'redoEdit'
>;

export function documentActions(set: Set, get: () => PageStore): DocumentActions {
  return {
    openPreset: (id) => {
      void loadPreset(id).then((document) => open(document, id, document));
    },
    openDocument: (document) => open(document, null, document),
    openStored: (base, presetId, document = base) => open(base, presetId, document),
    set: (path, value) => edit([{ path, value }], null),
    setAll: (edits) => edit(edits, null),
    drag: (path, value, gesture) => edit([{ path, value }], gesture),
    addFault: (fault) => replaceFaults((faults) => [...faults, fault]),
    removeFault: (path) => replaceFaults((faults) => faults.filter((_, index) => index !== indexOfFault(faults, path))),
    undoEdit: () => travel('undo', 'redo'),
    redoEdit: () => travel('redo', 'undo'),
  };

  function open(base: Document, presetId: string | null, document: Document): void {
    set({ ...opened(get(), base, document), presetId });
  }

  function edit(edits: readonly Edit[], gesture: string | null): void {
    withEditing((editing) => {
      let { document } = get();
      for (const { path, value } of edits) {
        const edited = editing.setValue(document, path, value);
        if (!edited.ok) return set({ problems: edited.problems });
        ({ document } = edited);
      }
      commit(editing, document, { path: edits.at(-1)?.path ?? '', gesture });
    });
  }

  function replaceFaults(change: (faults: Document[]) => Document[]): void {
    withEditing((editing) => {
      const { faults, ...rest } = get().document;
      const changed = change(Array.isArray(faults) ? (faults as Document[]) : []);
      const document = changed.length > 0 ? { ...get().document, faults: changed } : rest;
      commit(editing, document, { path: 'faults', gesture: null });
    });
  }

  /** Takes the edited document if it is valid; else shows what is wrong and stays with the last valid one. */
  function commit(editing: Editing, document: Document, lastEdit: LastEdit): void {
    const state = get();
    const checked = editing.checkScenario(document);
    if (!checked.ok) return set({ problems: checked.problems });
    if (isSame(document, state.document)) return set({ problems: [] });
    const goesOn = lastEdit.gesture !== null && lastEdit.gesture === state.lastEdit?.gesture;
    set({
      ...withDocument(state, document, lastEdit),
      undo: goesOn ? state.undo : [...state.undo, state.document].slice(-UNDO_STEPS_MAX),
      redo: [],
    });
  }

  function travel(from: 'undo' | 'redo', to: 'undo' | 'redo'): void {
    const state = get();
    const document = state[from].at(-1);
    if (document === undefined) return;
    const [changed] = editsBetween(state.document, document);
    set({
      ...withDocument(state, document, { path: changed?.path ?? '', gesture: null }),
      [from]: state[from].slice(0, -1),
      [to]: [...state[to], state.document],
    });
  }
}

function withDocument(state: PageStore, document: Document, lastEdit: LastEdit): Partial<PageStore> {
  const edits = inOrderOf(state.edits, editsBetween(state.baseDocument, document));
  return { document, edits, problems: [], lastEdit };
}

function opened(state: PageStore, base: Document, document: Document): Partial<PageStore> {
  return {
    document,
    baseDocument: base,
    edits: editsBetween(base, document),
    undo: [],
    redo: [],
    problems: [],
    lastEdit: null,
    openedCount: state.openedCount + 1,
    topology: null,
    selection: { kind: 'scenario' },
    storyStep: 0,
    tMs: 0,
    hoverMs: null,
    zoom: null,
  };
}

/** "faults.f1" or "faults.0". */
function indexOfFault(faults: readonly Document[], path: string): number {
  const name = path.replace(/^faults\./, '');
  const byId = faults.findIndex((fault) => fault.id === name);
  return byId >= 0 ? byId : Number(name);
}
