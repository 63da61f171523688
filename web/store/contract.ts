/** Shape of the page's state. The engine's state is not in it: frames and outlooks are held by web/engine. */
import type { Problem } from '../../sim-core/index.ts';
import type { Topology } from '../engine/protocol.ts';

export type Language = 'en' | 'zh-CN';
export type Theme = 'light' | 'dark' | 'contrast' | 'system';
export type Document = Readonly<Record<string, unknown>>;

export type Selection =
  | { kind: 'scenario' }
  | { kind: 'service'; id: string }
  | { kind: 'instance'; id: string } // "orders#2"
  | { kind: 'link'; id: string } // "web->orders"
  | { kind: 'workload'; id: string }
  | { kind: 'fault'; id: string }; // path "faults.0"

export interface Edit {
  path: string;
  value: unknown; // undefined: removed
}

export interface LastEdit {
  path: string;
  /** Names the pointer gesture it belongs to; null: a single edit. */
  gesture: string | null;
}

/** One sentence to the reader that no other place of the page says. */
export type Notice =
  | { kind: 'damaged-link' | 'bad-file'; detail: string }
  | { kind: 'engine-restarted' | 'engine-lost' | 'reproduced' }
  /** Engine versions of the link's sender and of this page. */
  | { kind: 'differs'; sent: string; here: string };

export interface PageState {
  /** Preset the document came from, null when it came from a file or link. */
  presetId: string | null;
  /** The scenario document now; edits make new ones. */
  document: Document;
  /** As it was opened, before any edit. */
  baseDocument: Document;
  /** Edits since the preset, in order of first change; kept minimal (a value set back disappears). */
  edits: readonly Edit[];
  undo: readonly Document[];
  redo: readonly Document[];
  /** Problems of the last edit that was refused; the last valid document stays. */
  problems: readonly Problem[];
  /** The edit that made `document`; null after opening. */
  lastEdit: LastEdit | null;
  /** Counts openings: with it, opening the same preset again is told from an edit. */
  openedCount: number;
  topology: Topology | null;
  selection: Selection;

  language: Language;
  theme: Theme;
  reducedMotion: boolean;
  storyStep: number;
  galleryOpen: boolean;
  shortcutsOpen: boolean;
  notice: Notice | null;

  /** Playback. `tMs` is brought up to date about ten times a second; the clock itself lives in web/engine. */
  playing: boolean;
  speed: number; // simulated seconds per real second
  loop: boolean;
  tMs: number;
  /** Time under the pointer on the strip; null: none. Readouts show it instead of tMs. */
  hoverMs: number | null;
  /** Shown time range of the strip; null: all. */
  zoom: { fromMs: number; toMs: number } | null;
  /** Fifth row of the strip. */
  extraRow: 'queueLength' | 'utilization' | 'attemptsPerRequest' | 'inFlight' | 'none';
  showPercentiles: boolean;
}

export interface PageActions {
  openPreset: (id: string) => void;
  openDocument: (document: Document) => void;
  /** Opens `base`, which may come from a preset, already edited into `document`. */
  openStored: (base: Document, presetId: string | null, document?: Document) => void;
  /** One undoable edit; refused edits fill `problems` and change nothing. */
  set: (path: string, value: unknown) => void;
  /** Several edits that make sense only together, in this order, as one undoable step. */
  setAll: (edits: readonly Edit[]) => void;
  /** As `set` for values that follow a pointer: many calls, one undo step (`gesture` names it). */
  drag: (path: string, value: unknown, gesture: string) => void;
  addFault: (fault: Document) => void;
  removeFault: (path: string) => void;
  undoEdit: () => void;
  redoEdit: () => void;
  select: (selection: Selection) => void;
  setPlaying: (playing: boolean) => void;
  setSpeed: (speed: number) => void;
  seek: (tMs: number) => void;
  stepEvent: () => void;
  stepWindow: (direction: 1 | -1) => void;
  setHover: (tMs: number | null) => void;
  patch: (state: Partial<PageState>) => void;
}
