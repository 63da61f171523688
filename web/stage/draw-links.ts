/** Ways of the calls: a hairline with a soft band that carries the rate; entries that are gone as dashed red lines. */
import { PATH_POINTS, PATH_STRIDE } from '../scene/link-path.ts';
import { bandWidth } from '../scene/live-numbers.ts';
import type { Frame, Topology } from '../engine/protocol.ts';
import type { LinkGeometry } from '../scene/link-geometry.ts';
import type { StageLayout } from '../scene/stage-layout.ts';
import type { Pen } from './pen.ts';

interface LinkInk {
  readonly band: number;
  readonly line: number;
  readonly selectedLine: number;
}

const INKS: Record<string, LinkInk> = {
  light: { band: 0.055, line: 0.22, selectedLine: 0.55 },
  dark: { band: 0.085, line: 0.22, selectedLine: 0.6 },
  contrast: { band: 0.16, line: 0.5, selectedLine: 1 },
};
/** With more pairs than this only the service's ways as a whole can be told apart. */
export const PAIRS_DRAWN_MAX = 900;

export function tracePath(context: CanvasRenderingContext2D, path: Float32Array): void {
  context.moveTo(path[0], path[1]);
  for (let p = 1; p < PATH_POINTS; p++) context.lineTo(path[p * PATH_STRIDE], path[p * PATH_STRIDE + 1]);
}

/** @param rateOf attempts per second of each link; @param isUp by card */
export function drawLinks(
  pen: Pen,
  topology: Topology,
  layout: StageLayout,
  geometry: LinkGeometry,
  rateOf: (link: number) => number,
  selected: (link: number) => boolean,
): void {
  const { context, tokens } = pen;
  const ink = INKS[tokens.theme];
  context.lineCap = 'butt';
  context.strokeStyle = tokens.ink;
  topology.links.forEach((link, index) => {
    const pairs = pairsShown(layout, geometry, topology, index);
    const width = bandWidth(rateOf(index) / pairs.length);
    for (const [from, to] of pairs) {
      context.beginPath();
      tracePath(context, geometry.pathOf(index, from, to));
      context.globalAlpha = ink.band;
      context.lineWidth = width;
      context.stroke();
      context.globalAlpha = selected(index) ? ink.selectedLine : ink.line;
      context.lineWidth = tokens.theme === 'contrast' ? 1.5 : 1;
      context.stroke();
    }
    drawBridges(pen, layout, link.callee);
  });
  context.globalAlpha = 1;
}

export function drawStaleLinks(pen: Pen, frame: Frame, geometry: LinkGeometry): void {
  if (frame.stale.length === 0) return;
  const { context, tokens } = pen;
  context.strokeStyle = tokens['c-error'];
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.beginPath();
  const shown = Math.min(frame.stale.length, 3 * PAIRS_DRAWN_MAX);
  for (let k = 0; k < shown; k += 3) {
    if (frame.stale[k] >= geometry.callerCount.length) continue;
    tracePath(context, geometry.pathOf(frame.stale[k], frame.stale[k + 1], frame.stale[k + 2]));
  }
  context.stroke();
  context.setLineDash([]);
}

/** Pairs that have a way of their own on the screen: far services share one. */
export function pairsShown(
  layout: StageLayout,
  geometry: LinkGeometry,
  topology: Topology,
  link: number,
): readonly (readonly [number, number])[] {
  const { caller, callee } = topology.links[link];
  const froms =
    caller.kind === 'workload' ? [[0]] : endsOf(layout, layout.firstCard[caller.index], geometry.callerCount[link]);
  const tos = endsOf(layout, layout.firstCard[callee], geometry.calleeCount[link]);
  return froms.flatMap(([from]) => tos.map(([to]) => [from, to] as const));
}

/** Instances by the end of a way that they share; most have their own. */
export function endsOf(layout: StageLayout, firstCard: number, count: number): number[][] {
  const members = new Map<number, number[]>();
  for (let number = 0; number < count; number++) {
    const card = layout.cards[firstCard + number];
    // Chips beside each other and instances seen from far share an end.
    const end = card.detail === 'near' ? -1 - number : card.block * 100_000 + Math.round(card.y);
    const group = members.get(end);
    if (group) group.push(number);
    else members.set(end, [number]);
  }
  return [...members.values()];
}

/** A way ends where the queue begins; a thin line leads on through the empty queue to the card. */
function drawBridges(pen: Pen, layout: StageLayout, callee: number): void {
  const { context, tokens } = pen;
  context.globalAlpha = INKS[tokens.theme].line;
  context.lineWidth = 1;
  context.beginPath();
  for (const card of layout.cards) {
    if (card.service !== callee || card.queueWidth === 0) continue;
    const y = card.y + card.height / 2;
    context.moveTo(layout.blocks[card.block].x - card.queueWidth, y);
    context.lineTo(layout.blocks[card.block].x, y);
  }
  context.stroke();
}
