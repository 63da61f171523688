import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { usePage } from '../store/page-store.ts';
import { attachPointer, type Brush, keyAction } from './pointer.ts';
import type { StripScene } from './strip-scene.ts';
import { formatClock } from '../scene/format.ts';
import styles from './Strip.module.css';

/** The plots as one control over time: click seeks, drag scrubs, Shift-drag zooms, Ctrl-wheel zooms, keys do the same. */
export function TimeSlider({ scene, onBrush }: { scene: StripScene; onBrush: (brush: Brush | null) => void }) {
  const { layout, durationMs, text } = scene;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef({ scene, onBrush });
  const helpId = useId();
  const tMs = usePage((state) => state.tMs);
  const seek = usePage((state) => state.seek);
  useEffect(() => {
    latest.current = { scene, onBrush };
  });
  useEffect(() => {
    if (!host.current) return undefined;
    return attachPointer(
      host.current,
      () => latest.current.scene,
      (brush) => latest.current.onBrush(brush),
    );
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keyAction(event, scene);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const top = layout.rows[0].y - 10;
  return (
    <div
      ref={host}
      className={styles.plots}
      style={{ left: layout.x0, width: Math.max(0, layout.x1 - layout.x0), top, height: layout.height - top }}
    >
      <input
        type="range"
        aria-label={text.time}
        aria-describedby={helpId}
        aria-valuetext={formatClock(tMs, 1)}
        min={0}
        max={durationMs}
        step="any"
        value={tMs}
        onChange={(event) => seek(event.target.valueAsNumber)}
        onKeyDown={onKeyDown}
      />
      <span id={helpId} hidden>
        {text.plotHelp}
      </span>
    </div>
  );
}
