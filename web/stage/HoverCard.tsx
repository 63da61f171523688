import { useEffect, useRef, useState } from 'react';
import { onFrame, requestRedraw } from '../frame/frame-loop.ts';
import styles from './stage.module.css';
import type { Description } from './describe.ts';

const UPDATE_EVERY_MS = 150;
const MARGIN = 14;

/** Names what is under the pointer, with its numbers at this moment. `read` answers null when it has gone. */
export function HoverCard(props: {
  x: number;
  y: number;
  /** Of the stage. */
  width: number;
  height: number;
  read: () => Description | null;
}) {
  const { x, y, width, height, read } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [description, setDescription] = useState<Description | null>(read);

  useEffect(() => {
    let lastMs = -UPDATE_EVERY_MS;
    requestRedraw();
    return onFrame('dom', (realMs) => {
      if (realMs - lastMs < UPDATE_EVERY_MS) return;
      lastMs = realMs;
      const next = read();
      setDescription((before) => (isSame(before, next) ? before : next));
    });
  }, [read]);

  if (description === null) return null;
  const isRight = x > width / 2;
  const isLow = y > height / 2;
  const place = isRight ? { right: width - x + MARGIN } : { left: x + MARGIN };
  return (
    <div
      ref={ref}
      className={styles.hover}
      style={{ ...place, ...(isLow ? { bottom: Math.max(4, height - y - 12) } : { top: Math.max(4, y - 12) }) }}
      aria-hidden="true"
    >
      <b>{description.title}</b>
      {description.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

function isSame(a: Description | null, b: Description | null): boolean {
  return a?.title === b?.title && a?.lines.join('\n') === b?.lines.join('\n');
}
