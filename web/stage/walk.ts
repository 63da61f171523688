/** Everything on the stage that can be named, selected or broken, as stops for the keyboard and for readers. */
import { PATH_POINTS, PATH_STRIDE } from '../scene/link-path.ts';
import type { Hit } from '../scene/hit-test.ts';
import type { Rect } from '../scene/stage-layout.ts';
import type { StageScene } from './stage-view.ts';

export interface Stop extends Rect {
  readonly key: string;
  readonly hit: Hit;
  /** Target of a fault; null: it cannot be broken. */
  readonly target: string | null;
}

const LINK_STOP = 20;

/** Places are CSS pixels of the layout. */
export function stopsOf({ topology, layout, geometry }: StageScene): Stop[] {
  const stops: Stop[] = [];
  for (const block of layout.blocks) {
    const { x, y, width, height, index } = block;
    if (block.kind === 'workload') {
      const hit = { kind: 'workload', workload: index } as const;
      stops.push({ key: `workload ${block.id}`, hit, target: null, x, y, width, height });
    } else if (block.kind === 'service' && block.detail === 'far') {
      const hit = { kind: 'service', service: index, block: layout.blocks.indexOf(block) } as const;
      stops.push({ key: `service ${block.id} ${block.row}`, hit, target: block.id, x, y, width, height });
    }
  }
  layout.cards.forEach((card, index) => {
    if (card.detail === 'far') return;
    const { name } = topology.services[card.service].instances[card.number];
    const { x, y, width, height } = card;
    stops.push({ key: name, hit: { kind: 'instance', card: index }, target: name, x, y, width, height });
  });
  topology.links.forEach((link, index) => {
    // A service without instances has no ways to it.
    if (geometry.callerCount[index] === 0 || geometry.calleeCount[index] === 0) return;
    const from = Math.floor((geometry.callerCount[index] - 1) / 2);
    const to = Math.floor((geometry.calleeCount[index] - 1) / 2);
    const path = geometry.pathOf(index, from, to);
    const middle = Math.floor(PATH_POINTS / 2) * PATH_STRIDE;
    const place = { x: path[middle] - LINK_STOP / 2, y: path[middle + 1] - LINK_STOP / 2 };
    const hit = { kind: 'link', link: index, from, to, isWhole: true } as const;
    stops.push({ key: `link ${link.id}`, hit, target: null, ...place, width: LINK_STOP, height: LINK_STOP });
  });
  return stops.sort((a, b) => a.x - b.x || a.y - b.y);
}

/** The nearest stop in the direction of an arrow key; what lies aside counts double. null: there is none. */
export function nextStop(stops: readonly Stop[], from: number, arrow: string): number | null {
  const dx = { ArrowLeft: -1, ArrowRight: 1 }[arrow] ?? 0;
  const dy = { ArrowUp: -1, ArrowDown: 1 }[arrow] ?? 0;
  if (dx === 0 && dy === 0) return null;
  let best: number | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  stops.forEach((stop, index) => {
    const right = stop.x + stop.width / 2 - stops[from].x - stops[from].width / 2;
    const down = stop.y + stop.height / 2 - stops[from].y - stops[from].height / 2;
    const ahead = right * dx + down * dy;
    if (index === from || ahead < 4) return;
    const cost = ahead + 2 * Math.abs(right * dy - down * dx);
    if (cost < bestCost) {
      bestCost = cost;
      best = index;
    }
  });
  return best;
}
