import { useEffect, useRef } from 'react';
import { SIGN_REQUEST } from '../engine/protocol.ts';
import { tokens } from '../ui/theme.ts';
import { drawGate } from './draw-gates.ts';
import { drawSign } from './draw-sign.ts';
import type { Tokens } from '../ui/theme.ts';

export const GUARD_ITEMS = ['closed', 'halfOpen', 'open', 'waiting', 'places', 'budget', 'ejected', 'door'] as const;
export type GuardItem = (typeof GUARD_ITEMS)[number];

const SIZE = 16;
const MIDDLE = SIZE / 2;
const TURN = 2 * Math.PI;

/** What stands at callers and doors, small, drawn by the same strokes where they are not boxes and bars. */
export function GuardIcon({ item }: { item: GuardItem }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return undefined;
    const draw = () => {
      const ratio = devicePixelRatio || 1;
      canvas.width = SIZE * ratio;
      canvas.height = SIZE * ratio;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      DRAWINGS[item](context, tokens());
    };
    draw();
    const observer = new MutationObserver(draw);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [item]);
  return <canvas ref={ref} style={{ width: SIZE, height: SIZE }} aria-hidden="true" />;
}

const DRAWINGS: Readonly<Record<GuardItem, (context: CanvasRenderingContext2D, look: Tokens) => void>> = {
  closed: (context, look) => drawGate(context, look, 'closed', MIDDLE, MIDDLE, 7.5, false),
  halfOpen: (context, look) => drawGate(context, look, 'half-open', MIDDLE, MIDDLE, 7.5, false),
  open: (context, look) => drawGate(context, look, 'open', MIDDLE, MIDDLE, 7.5, false),
  waiting: (context, look) => {
    for (const y of [4, 8, 12]) drawSign(context, look, SIGN_REQUEST, 4, y, 1.8, 0);
    drawGate(context, look, 'posts', 11, MIDDLE, 9, false);
  },
  places: (context, look) => {
    context.lineWidth = 2.5;
    context.strokeStyle = look.line;
    context.beginPath();
    context.arc(MIDDLE, MIDDLE, 5.5, 0, TURN);
    context.stroke();
    context.strokeStyle = look['ink-3'];
    context.beginPath();
    context.arc(MIDDLE, MIDDLE, 5.5, -TURN / 4, TURN * 0.35);
    context.stroke();
  },
  budget: (context, look) => {
    context.strokeStyle = look['line-strong'];
    context.beginPath();
    context.roundRect(1.5, 5.5, 13, 5, 2);
    context.stroke();
    context.fillStyle = look['c-retry'];
    context.fillRect(3, 7, 6, 2);
  },
  ejected: (context, look) => {
    context.setLineDash([0.01, 3]);
    context.lineCap = 'round';
    context.lineWidth = 1.75;
    context.strokeStyle = look['ink-3'];
    context.beginPath();
    context.roundRect(1.5, 3.5, 13, 9, 3);
    context.stroke();
  },
  door: (context, look) => {
    context.strokeStyle = look['line-strong'];
    context.beginPath();
    context.roundRect(5.5, 1.5, 5, 13, 2);
    context.stroke();
    context.fillStyle = look['ink-3'];
    context.fillRect(7, 8, 2, 5);
  },
};
