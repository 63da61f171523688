import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatQuantity } from '../../sim-core/index.ts';
import { snapTimeMs } from '../scene/axis-ticks.ts';
import { formatClock, formatCount } from '../scene/format.ts';
import { LANE_HEIGHT } from '../scene/strip-layout.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { MarkIcon } from './MarkIcon.tsx';
import type { MovedMark, PlacedMarks, StripMark } from './marks.ts';
import type { StripScene } from './strip-scene.ts';
import styles from './Strip.module.css';

interface LaneProps {
  placed: PlacedMarks;
  scene: StripScene;
  /** A mark follows the pointer before the engine has answered; null: it has been let go. */
  onMove: (moved: MovedMark | null) => void;
}

/** Planned faults and changes on top of the charts: hover explains, drag moves, Delete removes. */
export function MarksLane({ placed, scene, onMove }: LaneProps) {
  const { layout, text } = scene;
  const host = useRef<HTMLUListElement>(null);
  const focusNext = (index: number) => {
    const marks = host.current?.querySelectorAll('button') ?? [];
    (marks[index + 1] ?? marks[index - 1])?.focus();
  };
  return (
    <ul ref={host} className={styles.marks} aria-label={text.marks}>
      {placed.marks.map((mark, i) =>
        placed.lane[i] < 0 ? null : (
          <Mark
            key={mark.path}
            mark={mark}
            box={{ ...placed.boxes[i], y: layout.laneTop + placed.lane[i] * LANE_HEIGHT }}
            scene={scene}
            onMove={onMove}
            onRemove={() => focusNext(i)}
          />
        ),
      )}
      {placed.bundles.map((bundle) => (
        <li key={bundle.members[0]}>
          <Bundle
            marks={bundle.members.map((index) => placed.marks[index])}
            at={{ left: bundle.x, top: layout.laneTop + (placed.lanes - 1) * LANE_HEIGHT }}
            scene={scene}
          />
        </li>
      ))}
    </ul>
  );
}

/** Share of the span of bundled marks that is shown on either side of them. */
const BUNDLE_MARGIN = 0.25;

/** Marks that have no room of their own; a click zooms in until they have. */
function Bundle(props: { marks: StripMark[]; at: { left: number; top: number }; scene: StripScene }) {
  const { marks, at, scene } = props;
  const count = formatCount(marks.length);
  const zoomIn = () => {
    const fromMs = Math.min(...marks.map((mark) => mark.atMs));
    const toMs = Math.max(...marks.map((mark) => mark.atMs));
    const margin = Math.max(scene.windowMs, (toMs - fromMs) * BUNDLE_MARGIN);
    pageStore.getState().patch({
      zoom: { fromMs: boundedTime(fromMs - margin, scene), toMs: boundedTime(toMs + margin, scene) },
    });
  };
  return (
    <Tooltip text={scene.text.markBundleHelp(count)}>
      <button
        type="button"
        className={styles.bundle}
        aria-label={scene.text.markBundleHelp(count)}
        style={at}
        onClick={zoomIn}
      >
        {scene.text.markBundle(count)}
      </button>
    </Tooltip>
  );
}

interface MarkProps {
  mark: StripMark;
  box: { x: number; y: number; width: number };
  scene: StripScene;
  onMove: (moved: MovedMark | null) => void;
  onRemove: () => void;
}

function Mark({ mark, box, scene, onMove, onRemove }: MarkProps) {
  const { layout, text } = scene;
  const drag = useMarkDrag(mark, scene, onMove);
  const isSelected = usePage((state) => state.selection.kind === 'fault' && state.selection.id === mark.path);
  const isMoment = mark.endMs <= mark.atMs;
  const when = isMoment
    ? text.markAt(formatClock(mark.atMs, 1))
    : text.markTimes(formatClock(mark.atMs, 1), formatClock(mark.endMs, 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const action = markKey(event, mark, scene, onRemove);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const help = (
    <>
      {mark.words}, {when}
      <br />
      {text.markHelp}
    </>
  );
  return (
    <li>
      <Tooltip text={help}>
        <button
          type="button"
          className={mark.kind === 'fault' ? styles.fault : styles.change}
          data-path={mark.path}
          data-moment={isMoment || undefined}
          aria-pressed={isSelected}
          aria-label={`${mark.words}, ${when}`}
          style={{ left: box.x, top: box.y, width: box.width }}
          onKeyDown={onKeyDown}
          {...drag}
        >
          <MarkIcon kind={mark.kind === 'change' ? 'change' : mark.faultKind} />
          <span>{layout.isNarrow ? mark.shortWords : mark.words}</span>
        </button>
      </Tooltip>
    </li>
  );
}

const DRAG_FROM_PX = 3;
let gestures = 0;

/** Moves a mark with the pointer; a press that does not move selects. */
function useMarkDrag(mark: StripMark, scene: StripScene, onMove: (moved: MovedMark | null) => void) {
  const press = useRef<{ x: number; atMs: number; gesture: string; isDrag: boolean } | null>(null);
  const msPerPixel = (scene.range.toMs - scene.range.fromMs) / (scene.layout.x1 - scene.layout.x0);
  const end = () => {
    if (press.current?.isDrag) onMove(null);
    press.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      press.current = { x: event.clientX, atMs: mark.atMs, gesture: `mark-${++gestures}`, isDrag: false };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const start = press.current;
      if (!start) return;
      const byPx = event.clientX - start.x;
      start.isDrag ||= Math.abs(byPx) >= DRAG_FROM_PX;
      if (!start.isDrag) return;
      const atMs = boundedTime(snapTimeMs(start.atMs + byPx * msPerPixel, msPerPixel), scene);
      onMove({ path: mark.path, atMs });
      pageStore.getState().drag(`${mark.path}.at`, formatQuantity('duration', atMs), start.gesture);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onClick: () => selectMark(mark),
  };
}

function selectMark(mark: StripMark): void {
  if (mark.kind === 'fault') pageStore.getState().select({ kind: 'fault', id: mark.path });
  else pageStore.getState().seek(mark.atMs);
}

function boundedTime(tMs: number, { durationMs }: StripScene): number {
  return Math.min(durationMs, Math.max(0, tMs));
}

/** What a key does on a mark; Enter and Space stay with the button. */
function markKey(event: KeyboardEvent, mark: StripMark, scene: StripScene, onRemove: () => void): (() => void) | null {
  const step = STEPS[event.key];
  const store = pageStore.getState();
  if (step !== undefined) {
    const atMs = boundedTime(mark.atMs + step * scene.windowMs * (event.shiftKey ? 10 : 1), scene);
    return () => store.set(`${mark.path}.at`, formatQuantity('duration', atMs));
  }
  if (event.key !== 'Delete' && event.key !== 'Backspace') return null;
  return () => {
    onRemove();
    if (mark.kind === 'fault') store.removeFault(mark.path);
    else store.set(mark.path, undefined);
  };
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
