/** What the pointer or the focus is on, in words with live numbers. */
import {
  DOT_DIRECTION,
  DOT_FROM,
  DOT_ID,
  DOT_LINK,
  DOT_REQUEST,
  DOT_SIGN,
  DOT_STRIDE,
  DOT_TO,
} from '../engine/protocol.ts';
import { createGateState, gateBases, readGate } from '../scene/gates.ts';
import { gateLines, instanceLines, serviceLines } from '../scene/guard-lines.ts';
import { linkNumbers, valueAt, windowAt } from '../scene/live-numbers.ts';
import { SIGN_NAMES } from '../scene/signs.ts';
import { downWords } from './draw-cards.ts';
import { instanceState } from './instance-state.ts';
import type { Frame, Outlook } from '../engine/protocol.ts';
import type { Hit } from '../scene/hit-test.ts';
import type { StageText } from '../i18n/stage.ts';
import type { Selection } from '../store/contract.ts';
import type { StageNumbers } from './stage-numbers.ts';
import type { StageScene } from './stage-view.ts';

export interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Moment {
  readonly scene: StageScene;
  readonly frame: Frame | null;
  readonly outlook: Outlook | null;
  readonly tMs: number;
  readonly text: StageText;
  readonly numbers: StageNumbers;
}

/** Whether the scene still has what was hit: an edit may have taken it away between two frames. */
export function isOnStage(hit: Hit, { topology, layout, dots, geometry }: StageScene): boolean {
  switch (hit.kind) {
    case 'dot':
      return hit.slot < dots.count;
    case 'instance':
      return hit.card < layout.cards.length;
    case 'service':
      return hit.service < topology.services.length;
    case 'workload':
      return hit.workload < topology.workloads.length;
    case 'link':
      return hit.from < (geometry.callerCount[hit.link] ?? 0) && hit.to < (geometry.calleeCount[hit.link] ?? 0);
    case 'zone':
      break;
  }
  return hit.zone < layout.zones.length;
}

/** null: there is nothing to say, or it is no longer there. */
export function describe(hit: Hit, moment: Moment): Description | null {
  if (!isOnStage(hit, moment.scene)) return null;
  switch (hit.kind) {
    case 'dot':
      return describeDot(hit.slot, moment);
    case 'instance':
      return describeInstance(hit.card, moment);
    case 'service':
      return describeService(hit.service, moment);
    case 'workload':
      return describeWorkload(hit.workload, moment);
    case 'link':
      return describeLink(hit, moment);
    case 'zone':
      break;
  }
  return null;
}

/** What a click on it selects. */
export function selectionOf(hit: Hit, scene: StageScene, frame: Frame | null): Selection | null {
  if (!isOnStage(hit, scene)) return null;
  const { topology, layout, dots } = scene;
  switch (hit.kind) {
    case 'dot': {
      if (frame === null) return null;
      const link = frame.dots[dots.row[hit.slot] * DOT_STRIDE + DOT_LINK];
      return { kind: 'link', id: topology.links[link].id };
    }
    case 'instance': {
      const { service, number } = layout.cards[hit.card];
      return { kind: 'instance', id: topology.services[service].instances[number].name };
    }
    case 'service':
      return { kind: 'service', id: topology.services[hit.service].id };
    case 'workload':
      return { kind: 'workload', id: topology.workloads[hit.workload].id };
    case 'link':
      return { kind: 'link', id: topology.links[hit.link].id };
    case 'zone':
      break;
  }
  return null;
}

function describeInstance(card: number, moment: Moment): Description {
  const { scene, frame, text, numbers, tMs } = moment;
  const { service, number } = scene.layout.cards[card];
  const { instances, concurrency } = scene.topology.services[service];
  const { name, zone } = instances[number];
  const title = zone === null ? name : `${name} · ${text.zone(zone)}`;
  if (frame === null) return { title, lines: [] };
  const state = instanceState(frame, card);
  const guarded = instanceLines(scene.topology, service, frame, card, tMs, text.guards);
  if (!state.isUp) return { title, lines: [text.crashed, downWords(state, tMs, text, numbers), ...guarded] };
  const lines: string[] = [];
  const utilization = valueOf(moment, `instances.${name}`, 'utilization');
  if (utilization >= 0) lines.push(`${text.utilization} ${numbers.percent(utilization)}`);
  const busy = numbers.count(state.busy);
  lines.push(
    concurrency === null ? `${busy} ${text.running}` : `${busy} / ${numbers.count(concurrency)} ${text.workersBusy}`,
  );
  lines.push(text.waiting(numbers.count(state.queued)));
  if (state.isPaused) lines.push(text.paused);
  if (state.slow !== 1) lines.push(text.slower(numbers.factor(state.slow)));
  if (state.errorRatio > 0) lines.push(text.failing(numbers.percent(state.errorRatio)));
  return { title, lines: [...lines, ...guarded] };
}

function describeService(service: number, moment: Moment): Description {
  const { scene, text, numbers } = moment;
  const { id, instances } = scene.topology.services[service];
  const up = upCount(moment, service);
  const lines = [`${text.upOf(up, instances.length)} ${text.instancesUp}`];
  const utilization = valueOf(moment, `services.${id}`, 'utilization');
  if (utilization >= 0) lines.push(`${text.utilization} ${numbers.percent(utilization)}`);
  const rate = valueOf(moment, `services.${id}`, 'offeredRps');
  if (rate >= 0) lines.push(`${numbers.rate(rate)} ${text.attempts}`);
  const { frame } = moment;
  if (frame !== null) {
    lines.push(...serviceLines(scene.topology, service, frame, scene.layout.firstCard[service], text.guards));
  }
  return { title: id, lines };
}

function describeWorkload(workload: number, moment: Moment): Description {
  const { id } = moment.scene.topology.workloads[workload];
  const rate = valueOf(moment, `workloads.${id}`, 'offeredRps');
  return { title: id, lines: rate >= 0 ? [`${moment.numbers.rate(rate)} ${moment.text.arrivals}`] : [] };
}

function describeLink(hit: Extract<Hit, { kind: 'link' }>, moment: Moment): Description {
  const { scene, frame, text, numbers } = moment;
  const { id, guards } = scene.topology.links[hit.link];
  const lines: string[] = [];
  if (moment.outlook !== null) {
    const window = windowAt(moment.outlook, moment.tMs);
    const { rateRps, amplification } = linkNumbers(moment.outlook, id, window);
    if (rateRps >= 0) lines.push(`${numbers.rate(rateRps)} ${text.attempts}`);
    if (amplification >= 1) lines.push(`×${numbers.factor(amplification)} ${text.perCall}`);
    const hedges = valueOf(moment, `links.${id}`, 'hedges');
    if (guards.hedges && hedges >= 0) {
      lines.push(text.guards.hedges(numbers.rate((hedges * 1000) / moment.outlook.windowMs)));
    }
  }
  if (frame !== null) lines.push(...guardsOf(hit, moment, frame));
  return { title: hit.isWhole === true ? wholeName(hit.link, moment) : pairName(hit, moment), lines };
}

/** Of the caller that is pointed at, or of all. */
function guardsOf(hit: Extract<Hit, { kind: 'link' }>, { scene, text }: Moment, frame: Frame): string[] {
  const { topology } = scene;
  const { caller, guards } = topology.links[hit.link];
  const ends = hit.isWhole === true || caller.kind === 'workload' ? null : [hit.from];
  const clients = caller.kind === 'workload' ? topology.workloads[caller.index].clients : 1;
  const state = readGate(createGateState(), frame, gateBases(topology), hit.link, ends);
  return gateLines(guards, state, clients, text.guards);
}

function wholeName(link: number, { scene, text }: Moment): string {
  const { caller, callee } = scene.topology.links[link];
  const { services, workloads } = scene.topology;
  const from = caller.kind === 'workload' ? workloads[caller.index].id : services[caller.index].id;
  return text.way(from, services[callee].id);
}

function describeDot(slot: number, moment: Moment): Description | null {
  const { scene, frame, text } = moment;
  if (frame === null || slot >= scene.dots.count) return null;
  const at = scene.dots.row[slot] * DOT_STRIDE;
  const { dots } = frame;
  const from = callerName(moment, dots[at + DOT_LINK], dots[at + DOT_FROM]);
  const to = calleeName(moment, dots[at + DOT_LINK], dots[at + DOT_TO]);
  const way = dots[at + DOT_DIRECTION] === 0 ? text.way(from, to) : text.wayBack(from, to);
  return {
    title: `${text.signs[SIGN_NAMES[dots[at + DOT_SIGN]]]} · ${way}`,
    // Ids are names: no grouping, never shortened.
    lines: [text.attemptOf(String(dots[at + DOT_ID]), String(dots[at + DOT_REQUEST]))],
  };
}

export function upCount({ scene, frame }: Moment, service: number): number {
  const { instances } = scene.topology.services[service];
  if (frame === null) return instances.length;
  const first = scene.layout.firstCard[service];
  return instances.filter((_, number) => instanceState(frame, first + number).isUp).length;
}

function pairName(hit: Extract<Hit, { kind: 'link' }>, moment: Moment): string {
  const { services, links } = moment.scene.topology;
  const to = hit.isGate === true ? services[links[hit.link].callee].id : calleeName(moment, hit.link, hit.to);
  return moment.text.way(callerName(moment, hit.link, hit.from), to);
}

function callerName({ scene }: Moment, link: number, from: number): string {
  const { caller } = scene.topology.links[link];
  if (caller.kind === 'workload') return scene.topology.workloads[caller.index].id;
  return scene.topology.services[caller.index].instances[from].name;
}

function calleeName({ scene }: Moment, link: number, to: number): string {
  return scene.topology.services[scene.topology.links[link].callee].instances[to].name;
}

function valueOf({ outlook, tMs }: Moment, scope: string, column: string): number {
  return outlook === null ? Number.NaN : valueAt(outlook, scope, column, windowAt(outlook, tMs));
}
