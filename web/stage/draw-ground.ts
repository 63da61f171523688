/** The layer of the stage that stands still between windows: zones, registry, links, headings and cards. */
import { linkNumbers, valueAt } from '../scene/live-numbers.ts';
import { PATH_POINTS, PATH_STRIDE } from '../scene/link-path.ts';
import { drawCard, drawFarService, drawWorkload } from './draw-cards.ts';
import { drawLinks, drawStaleLinks } from './draw-links.ts';
import { drawRegistry } from './draw-registry.ts';
import { instanceState } from './instance-state.ts';
import { roundedRect, textWidth, writeText } from './pen.ts';
import type { Frame, Outlook, Topology } from '../engine/protocol.ts';
import type { LinkGeometry } from '../scene/link-geometry.ts';
import type { Block, StageLayout } from '../scene/stage-layout.ts';
import type { Selection } from '../store/contract.ts';
import type { StageText } from '../i18n/stage.ts';
import type { Pen } from './pen.ts';
import type { StageNumbers } from './stage-numbers.ts';

/** Everything the picture depends on. */
export interface GroundScene {
  readonly topology: Topology;
  readonly layout: StageLayout;
  readonly geometry: LinkGeometry;
  /** null: nothing has been played yet, or it belongs to another topology. */
  readonly frame: Frame | null;
  readonly outlook: Outlook | null;
  readonly window: number;
  readonly tMs: number;
  readonly selection: Selection;
  readonly text: StageText;
  readonly numbers: StageNumbers;
}

const AMPLIFICATION_SHOWN = 1.1;
const PILL_PAD = 20;
const PILL_GAP = 3;

export function drawGround(pen: Pen, scene: GroundScene): void {
  const { topology, layout, geometry, frame } = scene;
  drawZones(pen, scene);
  if (layout.registryY !== null) drawRegistry(pen, scene);
  const rates = topology.links.map((link) => linkNumbers(scene.outlook, link.id, scene.window).rateRps);
  drawLinks(
    pen,
    topology,
    layout,
    geometry,
    (link) => rates[link],
    (link) => isLinkSelected(scene, link),
  );
  if (frame !== null) drawStaleLinks(pen, frame, geometry);
  drawHeadings(pen, scene);
  for (const block of layout.blocks) {
    if (block.kind === 'workload') drawWorkloadBlock(pen, scene, block);
    else if (block.kind === 'service') drawServiceBlock(pen, scene, block);
  }
  drawSelectedPill(pen, scene);
}

/** 0 … 1 of the window at `tMs`, else of the frame; NaN: nobody can say. */
export function utilizationOf(scene: GroundScene, card: number): number {
  const { service, number } = scene.layout.cards[card];
  const { concurrency, instances } = scene.topology.services[service];
  const scope = `instances.${instances[number].name}`;
  const ofWindow = valueAt(scene.outlook, scope, 'utilization', scene.window);
  if (ofWindow >= 0 || scene.frame === null || concurrency === null) return ofWindow;
  return instanceState(scene.frame, card).busy / concurrency;
}

function drawZones(pen: Pen, { layout, text }: GroundScene): void {
  const { context, tokens } = pen;
  for (const zone of layout.zones) {
    context.fillStyle = tokens.zone;
    roundedRect(context, zone.x, zone.y, zone.width, zone.height, 12);
    context.fill();
    if (tokens.theme === 'contrast') {
      context.strokeStyle = tokens.line;
      context.lineWidth = 1;
      context.stroke();
    }
    if (layout.isPhone) continue;
    context.save();
    context.translate(zone.x + zone.width - 13, zone.y + zone.height / 2);
    context.rotate(-Math.PI / 2);
    const maxWidth = zone.height - 16;
    writeText(pen, text.zone(zone.name), 0, 0, { size: 11, color: tokens['ink-3'], align: 'center', maxWidth });
    context.restore();
  }
}

function drawHeadings(pen: Pen, scene: GroundScene): void {
  const { layout, topology } = scene;
  const done = new Set<number>();
  for (const block of layout.blocks) {
    if (block.kind !== 'service' || block.detail === 'far') continue;
    const isShared = layout.headingY !== null;
    if (isShared && done.has(block.index)) continue;
    done.add(block.index);
    const y = layout.headingY ?? block.headingY ?? block.y;
    const rate = isShared ? null : incomingRate(scene, block);
    writeServiceName(pen, scene, block, y, rate);
  }
  const { headingY } = layout;
  if (headingY !== null) topology.links.forEach((_, link) => writeGapHeading(pen, scene, link, headingY));
}

/** Above everything else: with several services in a column there may be little room between them. */
function drawSelectedPill(pen: Pen, scene: GroundScene): void {
  if (scene.layout.headingY !== null) return;
  scene.topology.links.forEach((_, link) => {
    if (isLinkSelected(scene, link)) writePillInGap(pen, scene, link);
  });
}

/** Name, how many instances, and what arrives: as much of it as there is room for. */
function writeServiceName(pen: Pen, scene: GroundScene, block: Block, y: number, rate: string | null): void {
  const { topology, layout } = scene;
  const { tokens } = pen;
  const { id, instances } = topology.services[block.index];
  const size = layout.isPhone ? 12 : 14;
  const room = block.width + (block.detail === 'near' ? 0 : 12);
  const nameWidth = textWidth(pen, id, size, 600);
  const count = !layout.isPhone && instances.length > 1 ? `×${instances.length}` : '';
  const countWidth = count === '' ? 0 : textWidth(pen, count, 13) + 6;
  const rateWidth = rate === null ? 0 : textWidth(pen, rate, 12) + 10;
  const hasRate = rate !== null && nameWidth + rateWidth <= block.width;
  const hasCount = nameWidth + countWidth + (hasRate ? rateWidth : 0) <= block.width;

  writeText(pen, id, block.x, y, { size, weight: 600, color: tokens.ink, maxWidth: room });
  if (hasCount) writeText(pen, count, block.x + nameWidth + 6, y, { size: 13, color: tokens['ink-3'] });
  if (!hasRate) return;
  writeText(pen, rate, block.x + block.width, y, { size: 12, color: tokens['ink-3'], align: 'right' });
}

/** With several services in a column, what arrives stands beside the name. */
function incomingRate({ topology, layout, outlook, window, numbers }: GroundScene, block: Block): string | null {
  const first = layout.blocks.find((other) => other.kind === 'service' && other.index === block.index);
  if (layout.isPhone || first !== block) return null;
  let rate = 0;
  let calls = 0;
  for (const link of topology.links) {
    if (link.callee !== block.index) continue;
    const { rateRps, amplification } = linkNumbers(outlook, link.id, window);
    if (!(rateRps > 0)) continue;
    rate += rateRps;
    calls += rateRps / (amplification >= 1 ? amplification : 1);
  }
  return rate > 0 ? rateLabel(rate, rate / calls, numbers) : null;
}

/** In a single file of columns, each gap carries the rate of its link; the selected one is a pill. */
function writeGapHeading(pen: Pen, scene: GroundScene, link: number, y: number): void {
  const { topology, layout, geometry } = scene;
  const { caller, callee, id } = topology.links[link];
  const isSelected = isLinkSelected(scene, link);
  const { rateRps, amplification } = linkNumbers(scene.outlook, id, scene.window);
  if (!(rateRps >= 0)) return;
  if (caller.kind === 'workload' && !isSelected && !(amplification > AMPLIFICATION_SHOWN)) return;
  const path = geometry.pathOf(link, 0, 0);
  const left = path[0];
  const right = path[(PATH_POINTS - 1) * PATH_STRIDE];
  const target = layout.blocks.find((block) => block.kind === 'service' && block.index === callee);
  const isNeighbour = caller.kind === 'workload' || isNextColumn(layout, caller.index, target);
  if (!isNeighbour) {
    if (isSelected) writePillOnWay(pen, scene, link);
    return;
  }
  const label = fittingLabel(pen, rateRps, amplification, scene.numbers, right - left + 8);
  if (label !== null) writeLinkLabel(pen, label, (left + right) / 2, y, isSelected);
}

function isNextColumn(layout: StageLayout, callerService: number, target: Block | undefined): boolean {
  const source = layout.blocks.find((block) => block.kind === 'service' && block.index === callerService);
  return source !== undefined && target !== undefined && target.layer - source.layer === 1;
}

/** Beside the name of what is called, if there is room before it; else on the way. */
function writePillInGap(pen: Pen, scene: GroundScene, link: number): void {
  const { topology, layout, outlook, window, numbers } = scene;
  const { caller, callee, id } = topology.links[link];
  const { rateRps, amplification } = linkNumbers(outlook, id, window);
  const target = layout.blocks.find((block) => block.kind === 'service' && block.index === callee);
  const layer = layout.blocks.find((block) => block.kind === caller.kind && block.index === caller.index)?.layer;
  if (!(rateRps >= 0) || !target || layer === undefined || target.detail === 'far' || target.headingY === null) {
    return writePillOnWay(pen, scene, link);
  }
  const before = layout.blocks.filter((block) => block.kind !== 'passage' && block.layer === target.layer - 1);
  const left = Math.max(0, ...before.map((block) => block.x + block.width));
  const room = target.x - left - 2 * PILL_GAP;
  const label = layer === target.layer - 1 ? fittingLabel(pen, rateRps, amplification, numbers, room - PILL_PAD) : null;
  if (label === null) writePillOnWay(pen, scene, link);
  else writeLinkLabel(pen, label, (left + target.x) / 2, target.headingY, true);
}

function writePillOnWay(pen: Pen, scene: GroundScene, link: number): void {
  const { geometry, topology } = scene;
  const { rateRps, amplification } = linkNumbers(scene.outlook, topology.links[link].id, scene.window);
  if (!(rateRps >= 0)) return;
  const from = Math.floor((geometry.callerCount[link] - 1) / 2);
  const to = Math.floor((geometry.calleeCount[link] - 1) / 2);
  const path = geometry.pathOf(link, from, to);
  const middle = Math.floor(PATH_POINTS / 2) * PATH_STRIDE;
  writeLinkLabel(pen, rateLabel(rateRps, amplification, scene.numbers), path[middle], path[middle + 1] - 20, true);
}

function writeLinkLabel(pen: Pen, label: string, x: number, y: number, isPill: boolean): void {
  const { context, tokens } = pen;
  if (!isPill) {
    writeText(pen, label, x, y, { size: 12, color: tokens['ink-3'], align: 'center' });
    return;
  }
  const width = textWidth(pen, label, 12, 600) + PILL_PAD;
  context.fillStyle = tokens.ink;
  roundedRect(context, x - width / 2, y - 10.5, width, 21, 10.5);
  context.fill();
  writeText(pen, label, x, y, { size: 12, weight: 600, color: tokens['on-ink'], align: 'center' });
}

function rateLabel(rateRps: number, amplification: number, numbers: StageNumbers): string {
  const rate = numbers.rate(rateRps);
  return amplification > AMPLIFICATION_SHOWN ? `${rate} ×${numbers.factor(round1(amplification))}` : rate;
}

/** The most that fits: rate and amplification, amplification alone, rate alone. */
function fittingLabel(
  pen: Pen,
  rateRps: number,
  amplification: number,
  numbers: StageNumbers,
  room: number,
): string | null {
  const full = rateLabel(rateRps, amplification, numbers);
  const short = amplification > AMPLIFICATION_SHOWN ? `×${numbers.factor(round1(amplification))}` : full;
  if (textWidth(pen, full, 12, 600) <= room) return full;
  return textWidth(pen, short, 12, 600) <= room ? short : null;
}

function drawWorkloadBlock(pen: Pen, scene: GroundScene, block: Block): void {
  const { numbers, selection, layout } = scene;
  const rate = valueAt(scene.outlook, `workloads.${block.id}`, 'offeredRps', scene.window);
  drawWorkload(pen, block, {
    name: block.id,
    rate: rate >= 0 ? numbers.rate(rate) : '–',
    isSelected: selection.kind === 'workload' && selection.id === block.id,
    isPhone: layout.isPhone,
  });
}

function drawServiceBlock(pen: Pen, scene: GroundScene, block: Block): void {
  const { layout, topology, frame, selection } = scene;
  const service = topology.services[block.index];
  const first = layout.firstCard[block.index];
  if (block.detail === 'far') return drawFarBlock(pen, scene, block);
  for (const number of block.members) {
    const card = first + number;
    drawCard(
      pen,
      layout.cards[card],
      {
        name: service.instances[number].name,
        concurrency: service.concurrency,
        state: frame === null ? null : instanceState(frame, card),
        utilization: utilizationOf(scene, card),
        isSelected: isInstanceSelected(selection, service.id, service.instances[number].name),
        tMs: scene.tMs,
      },
      scene.text,
      scene.numbers,
    );
  }
}

function drawFarBlock(pen: Pen, scene: GroundScene, block: Block): void {
  const { layout, topology, frame, text, numbers, selection } = scene;
  const first = layout.firstCard[block.index];
  let up = 0;
  let known = 0;
  let utilization = 0;
  for (const number of block.members) {
    const isUp = frame === null || instanceState(frame, first + number).isUp;
    if (isUp) up++;
    const own = isUp ? utilizationOf(scene, first + number) : Number.NaN;
    if (own >= 0) {
      utilization += own;
      known++;
    }
  }
  const share = known > 0 ? utilization / known : Number.NaN;
  const count = layout.isPhone ? `${up}/${block.members.length}` : text.upOf(up, block.members.length);
  drawFarService(pen, block, {
    name: topology.services[block.index].id,
    count,
    percent: share >= 0 ? `${numbers.percentDigits(share)}%` : '',
    share,
    isBroken: up < block.members.length,
    hasEjected: block.members.some((number) => frame !== null && instanceState(frame, first + number).ejectedBy > 0),
    isSelected: selection.kind === 'service' && selection.id === topology.services[block.index].id,
  });
}

function isInstanceSelected(selection: Selection, service: string, instance: string): boolean {
  if (selection.kind === 'instance') return selection.id === instance;
  return selection.kind === 'service' && selection.id === service;
}

function isLinkSelected({ selection, topology }: GroundScene, link: number): boolean {
  return selection.kind === 'link' && selection.id === topology.links[link].id;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
