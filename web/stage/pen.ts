/** Small drawing helpers over canvas 2D that keep fonts and shapes as the style of the page wants them. */
import type { Tokens } from '../ui/theme.ts';

export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly tokens: Tokens;
}

interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly color: string;
  readonly align?: CanvasTextAlign;
  /** Longer text ends in an ellipsis; CSS pixels. */
  readonly maxWidth?: number;
}

export function writeText({ context, tokens }: Pen, text: string, x: number, y: number, style: TextStyle): number {
  context.font = `${style.weight ?? 400} ${style.size}px ${tokens.font}`;
  context.fillStyle = style.color;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = 'middle';
  const shown = style.maxWidth === undefined ? text : fitText(context, text, style.maxWidth);
  context.fillText(shown, x, y + 0.5);
  return context.measureText(shown).width;
}

export function textWidth({ context, tokens }: Pen, text: string, size: number, weight = 400): number {
  context.font = `${weight} ${size}px ${tokens.font}`;
  return context.measureText(text).width;
}

export function roundedRect(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
}

/** Slanted lines over the current path's box; the caller has clipped to the shape. */
export function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  step: number,
): void {
  context.beginPath();
  for (let offset = -height; offset < width; offset += step) {
    context.moveTo(x + offset, y + height);
    context.lineTo(x + offset + height, y);
  }
  context.stroke();
}

function fitText(context: CanvasRenderingContext2D, text: string, maxWidth: number): string {
  if (context.measureText(text).width <= maxWidth) return text;
  let end = text.length - 1;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > maxWidth) end--;
  return `${text.slice(0, end)}…`;
}
