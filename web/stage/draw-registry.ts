/** The registry above the zones: what it lists of each service that registers, and who reads it (dotted). */
import { instanceState } from './instance-state.ts';
import { roundedRect, textWidth, writeText } from './pen.ts';
import type { Frame, Topology } from '../engine/protocol.ts';
import type { Block, StageLayout } from '../scene/stage-layout.ts';
import type { GroundScene } from './draw-ground.ts';
import type { Pen } from './pen.ts';

interface Listing {
  readonly service: number;
  readonly id: string;
  readonly entries: readonly { readonly number: number; readonly isListed: boolean; readonly isUp: boolean }[];
}

const HEIGHT = 28;
const BOX = 17;
const BOX_PITCH = 21;
const BOXES_MAX = 8;

export function drawRegistry(pen: Pen, scene: GroundScene): void {
  const { layout, topology, frame } = scene;
  const y = layout.registryY ?? 0;
  const listings = readListings(topology, layout, frame);
  const { shown, width } = fitListings(pen, scene, listings);
  const x = registryX(layout, topology, listings, width);
  drawFetches(pen, scene, listings, x, width, y);

  const { context, tokens } = pen;
  context.fillStyle = tokens.surface;
  roundedRect(context, x, y - HEIGHT / 2, width, HEIGHT, 6);
  context.fill();
  context.strokeStyle = tokens.theme === 'contrast' ? tokens.ink : tokens.line;
  context.lineWidth = 1;
  context.stroke();
  let at = x + 12;
  at += writeText(pen, scene.text.registry, at, y, { size: 12, weight: 600, color: tokens.ink }) + 10;
  for (const listing of shown) at = drawListing(pen, scene, listing, at, y, shown.length === 1);
}

/** What the registry lists, as the frame says; without a frame everything is as it should be. */
export function readListings(topology: Topology, layout: StageLayout, frame: Frame | null): Listing[] {
  return topology.services.flatMap((service, index) => {
    if (service.discovery !== 'client') return [];
    const first = layout.firstCard[index];
    const entries = service.instances.map((_, number) => ({
      number,
      isListed: frame === null || frame.registry[first + number] === 1,
      isUp: frame === null || instanceState(frame, first + number).isUp,
    }));
    return [{ service: index, id: service.id, entries }];
  });
}

/** As many services as there is room for, those with something stale first. */
function fitListings(pen: Pen, scene: GroundScene, listings: readonly Listing[]) {
  const room = scene.layout.width * (scene.layout.isPhone ? 0.75 : 0.6);
  const sorted = [...listings].sort((a, b) => staleCount(b) - staleCount(a));
  const base = 24 + textWidth(pen, scene.text.registry, 12, 600) + 10;
  const shown: Listing[] = [];
  let width = base;
  for (const listing of sorted) {
    const more = listingWidth(pen, scene, listing, sorted.length === 1);
    if (shown.length > 0 && width + more > room) break;
    shown.push(listing);
    width += more;
  }
  return { shown, width: width - 6 };
}

function listingWidth(pen: Pen, scene: GroundScene, listing: Listing, isAlone: boolean): number {
  const label = labelOf(scene, listing, isAlone);
  const words = label === '' ? 0 : textWidth(pen, label, 12) + 8;
  const boxes =
    listing.entries.length > BOXES_MAX
      ? textWidth(pen, countOf(scene, listing), 12, 600) + 6
      : listing.entries.length * BOX_PITCH;
  const note = noteOf(scene, listing);
  return words + boxes + (note === '' ? 0 : textWidth(pen, note, 12, 600) + 6) + 8;
}

function drawListing(pen: Pen, scene: GroundScene, listing: Listing, x: number, y: number, isAlone: boolean): number {
  const { context, tokens } = pen;
  const label = labelOf(scene, listing, isAlone);
  let at = x;
  if (label !== '') at += writeText(pen, label, at, y, { size: 12, color: tokens['ink-3'] }) + 8;
  if (listing.entries.length > BOXES_MAX) {
    at += writeText(pen, countOf(scene, listing), at, y, { size: 12, weight: 600, color: tokens['ink-2'] }) + 6;
  } else {
    for (const entry of listing.entries) {
      const isStale = entry.isListed && !entry.isUp;
      roundedRect(context, at + 0.5, y - BOX / 2 + 0.5, BOX - 1, BOX - 1, 4);
      if (isStale || !entry.isListed) {
        context.setLineDash(isStale ? [3, 2] : [1, 2]);
        context.strokeStyle = isStale ? tokens['c-error'] : tokens['line-strong'];
        context.lineWidth = isStale ? 1.5 : 1;
        context.stroke();
        context.setLineDash([]);
      } else {
        context.fillStyle = tokens.sunken;
        context.fill();
        if (tokens.theme === 'contrast') context.stroke();
      }
      const color = isStale ? tokens['c-error'] : entry.isListed ? tokens['ink-2'] : tokens['ink-3'];
      writeText(pen, String(entry.number + 1), at + BOX / 2, y, { size: 11, weight: 600, color, align: 'center' });
      at += BOX_PITCH;
    }
  }
  const note = noteOf(scene, listing);
  if (note !== '') {
    const color = staleCount(listing) > 0 ? tokens['c-error'] : tokens['ink-3'];
    at += writeText(pen, note, at + 2, y, { size: 12, weight: 600, color }) + 6;
  }
  return at + 8;
}

function labelOf({ layout, text }: GroundScene, listing: Listing, isAlone: boolean): string {
  if (layout.isPhone) return isAlone ? '' : listing.id;
  return isAlone ? `${text.lists} ${listing.id}` : listing.id;
}

function countOf({ text }: GroundScene, listing: Listing): string {
  return text.listsCount(listing.entries.filter((entry) => entry.isListed).length, listing.entries.length);
}

function noteOf({ layout, text }: GroundScene, listing: Listing): string {
  if (layout.isPhone) return '';
  const stale = staleCount(listing);
  if (stale > 0) return listing.entries.length > BOXES_MAX ? `${stale} ${text.stale}` : text.stale;
  return listing.entries.some((entry) => entry.isUp && !entry.isListed) ? text.missing : '';
}

function staleCount(listing: Listing): number {
  return listing.entries.filter((entry) => entry.isListed && !entry.isUp).length;
}

/** Between those who ask and those who are listed, inside the stage. */
function registryX(layout: StageLayout, topology: Topology, listings: readonly Listing[], width: number): number {
  const listed = listings.map((listing) => columnOf(layout, listing.service));
  const centers = listed.map((block) => block.x + block.width / 2);
  const askers = callersOf(topology, listings).map((service) => columnOf(layout, service));
  const all = [...centers, ...askers.map((block) => block.x + block.width / 2)];
  const wanted = all.reduce((sum, value) => sum + value, 0) / all.length - width / 2;
  return Math.max(8, Math.min(layout.width - width - 24, wanted));
}

/** Heartbeats from the listed service, fetches by its callers. */
function drawFetches(
  pen: Pen,
  { layout, topology }: GroundScene,
  listings: readonly Listing[],
  x: number,
  width: number,
  y: number,
): void {
  const { context, tokens } = pen;
  const columns = [...listings.map((listing) => listing.service), ...callersOf(topology, listings)];
  context.save();
  context.strokeStyle = tokens['line-strong'];
  context.lineWidth = 1.5;
  context.lineCap = 'round';
  context.setLineDash([0.5, 4]);
  context.beginPath();
  for (const service of new Set(columns)) {
    const block = columnOf(layout, service);
    const target = block.x + Math.min(block.width / 2, 26);
    const bottom = (layout.headingY ?? block.headingY ?? block.y) - 12;
    if (target > x + 12 && target < x + width - 12) {
      context.moveTo(target, y + HEIGHT / 2);
      context.lineTo(target, bottom);
      continue;
    }
    const isRight = target > x;
    const bend = isRight ? -8 : 8;
    context.moveTo(isRight ? x + width : x, y);
    context.lineTo(target + bend, y);
    context.quadraticCurveTo(target, y, target, y + 8);
    context.lineTo(target, bottom);
  }
  context.stroke();
  context.restore();
}

function callersOf(topology: Topology, listings: readonly Listing[]): number[] {
  const listed = new Set(listings.map((listing) => listing.service));
  return topology.links.flatMap((link) =>
    link.caller.kind === 'service' && listed.has(link.callee) ? [link.caller.index] : [],
  );
}

function columnOf(layout: StageLayout, service: number): Block {
  return layout.blocks[layout.cards[layout.firstCard[service]].block];
}
