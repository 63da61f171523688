import { useEffect, useRef, useState } from 'react';
import { onFrame } from '../frame/frame-loop.ts';
import { StageKey } from './StageKey.tsx';
import { StageView } from './stage-view.ts';
import styles from './stage.module.css';

/** What moves: services, instances and every call between them, with the key of what is on the wire below. */
export function Stage() {
  const box = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<StageView | null>(null);

  useEffect(() => {
    if (!box.current || !ground.current || !live.current) return undefined;
    const created = new StageView(ground.current, live.current);
    const area = box.current;
    const observer = new ResizeObserver(() => {
      created.resize(area.clientWidth, area.clientHeight, devicePixelRatio || 1);
    });
    observer.observe(area);
    const stop = onFrame('canvas', (realMs) => created.draw(realMs));
    setView(created);
    return () => {
      stop();
      observer.disconnect();
    };
  }, []);

  return (
    <div className={styles.stage}>
      <div ref={box} className={styles.area}>
        <canvas ref={ground} className={styles.canvas} aria-hidden="true" />
        <canvas ref={live} className={styles.canvas} aria-hidden="true" />
      </div>
      {view && <StageKey view={view} />}
    </div>
  );
}
