import { useEffect, useMemo, useRef, useState } from 'react';
import { onFrame, requestRedraw } from '../frame/frame-loop.ts';
import { useText } from '../i18n/index.ts';
import { stageText } from '../i18n/stage.ts';
import { nextStop } from './walk.ts';
import styles from './stage.module.css';
import type { KeyboardEvent } from 'react';
import type { Hit } from '../scene/hit-test.ts';
import type { Description } from './describe.ts';
import type { StageView } from './stage-view.ts';
import type { Stop } from './walk.ts';

const LABEL_EVERY_MS = 1000;

interface StageStopsProps {
  view: StageView;
  stops: readonly Stop[];
  read: (hit: Hit) => Description | null;
  onSelect: (hit: Hit) => void;
  onBreak: (stop: Stop, at: { x: number; y: number }) => void;
}

/** The stage for keyboards and screen readers: one button per thing, at its place, seen when it has the focus. */
export function StageStops({ view, stops, read, onSelect, onBreak }: StageStopsProps) {
  const text = useText(stageText);
  const list = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState(0);
  const active = Math.min(current, stops.length - 1);
  const labels = useMemo(() => stops.map((stop) => labelOf(read(stop.hit))), [stops, read]);

  useEffect(() => {
    let lastMs = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const leave = onFrame('dom', (realMs) => {
      const leftMs = LABEL_EVERY_MS - (realMs - lastMs);
      clearTimeout(later);
      if (leftMs > 0) {
        // Nothing may be drawn again for long: this may be the frame that a paused run stays at.
        later = setTimeout(requestRedraw, leftMs);
        return;
      }
      lastMs = realMs;
      const buttons = list.current?.querySelectorAll('button') ?? [];
      stops.forEach((stop, index) => setLabel(buttons[index], labelOf(read(stop.hit))));
    });
    return () => {
      clearTimeout(later);
      leave();
    };
  }, [stops, read]);

  const focusOn = (index: number) => {
    setCurrent(index);
    list.current?.querySelectorAll('button')[index]?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLButtonElement>, index: number) => {
    const next = nextStop(stops, index, event.key);
    const isMenu = event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10') || event.key === 'b';
    if (next === null && !isMenu && !event.key.startsWith('Arrow')) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // Arrow keys step the time elsewhere on the page.
    event.stopPropagation();
    if (next !== null) focusOn(next);
    if (!isMenu) return;
    const place = event.currentTarget.getBoundingClientRect();
    onBreak(stops[index], { x: place.left + 8, y: place.bottom + 4 });
  };

  return (
    <section ref={list} className={styles.stops} aria-label={`${text.stage}. ${text.stageHelp}`}>
      {stops.map((stop, index) => {
        const corner = view.toScreen(stop.x, stop.y);
        const scale = view.current()?.layout.scale ?? 1;
        const size = { width: stop.width * scale, height: stop.height * scale };
        return (
          <button
            key={stop.key}
            type="button"
            className={styles.stop}
            style={{ left: corner.x, top: corner.y, ...size }}
            tabIndex={index === active ? 0 : -1}
            aria-label={labels[index]}
            aria-haspopup={stop.target === null ? undefined : 'menu'}
            onFocus={() => {
              setCurrent(index);
              view.reveal(stop);
            }}
            onClick={() => onSelect(stop.hit)}
            onKeyDown={(event) => onKey(event, index)}
          />
        );
      })}
    </section>
  );
}

function labelOf(description: Description | null): string {
  return description === null ? '' : [description.title, ...description.lines].join(', ');
}

function setLabel(button: Element | undefined, label: string): void {
  if (button && button.getAttribute('aria-label') !== label) button.setAttribute('aria-label', label);
}
