import { useEffect, useRef } from 'react';
import { tokens } from '../ui/theme.ts';
import { drawSign } from './draw-sign.ts';

const SIZE = 12;

/** A sign as it travels on the stage, drawn by the same strokes. */
export function SignIcon({ sign }: { sign: number }) {
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
      drawSign(context, tokens(), sign, SIZE / 2, SIZE / 2, 3.6, 0);
    };
    draw();
    const observer = new MutationObserver(draw);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [sign]);
  return <canvas ref={ref} style={{ width: SIZE, height: SIZE }} aria-hidden="true" />;
}
