/** Makes the stage's drawing once its canvases exist, keeps their size, and tells it what lies over its corner. */
import { useEffect, useRef, useState } from 'react';
import { onFrame } from '../frame/frame-loop.ts';
import { StageView } from './stage-view.ts';
import type { RefObject } from 'react';

/** Marks an element that covers the top left corner of the stage; nothing is laid out under it. */
const COVER = '[data-stage-cover]';
const LOOK_EVERY_MS = 250;

export function useStageView(area: RefObject<HTMLDivElement | null>) {
  const ground = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const fading = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<StageView | null>(null);

  useEffect(() => {
    const box = area.current;
    if (!box || !ground.current || !live.current || !fading.current) return undefined;
    const created = new StageView(ground.current, live.current, fading.current);
    const measure = () => {
      created.resize(box.clientWidth, box.clientHeight, devicePixelRatio || 1);
      created.setKeepOut(coveredCorner(box));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    let lookedMs = 0;
    const stopLooking = onFrame('dom', (realMs) => {
      if (realMs - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = realMs;
      created.setKeepOut(coveredCorner(box));
    });
    const stopDrawing = onFrame('canvas', (realMs) => created.draw(realMs));
    setView(created);
    return () => {
      stopDrawing();
      stopLooking();
      observer.disconnect();
    };
  }, [area]);

  return { view, ground, live, fading };
}

/** Size of the corner that is covered, from the stage's own corner; null: it is free. */
function coveredCorner(box: HTMLElement): { width: number; height: number } | null {
  const cover = document.querySelector(COVER)?.getBoundingClientRect();
  if (!cover || cover.width === 0 || cover.height === 0) return null;
  const stage = box.getBoundingClientRect();
  const isOver = cover.left < stage.left + stage.width / 2 && cover.top < stage.bottom && cover.bottom > stage.top;
  const isCorner = isOver && cover.top < stage.top + stage.height / 2 && cover.width < stage.width * 0.6;
  return isCorner ? { width: cover.right - stage.left, height: cover.bottom - stage.top } : null;
}
