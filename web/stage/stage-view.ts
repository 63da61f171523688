/**
 * The stage's two pictures and what is under the pointer. Lives outside of React: it reads the engine's frame on every
 * animation frame and draws; the ground only when something on it has changed, and at most ten times a second.
 */
import { engine } from '../engine/engine.ts';
import { requestRedraw } from '../frame/frame-loop.ts';
import { stageText } from '../i18n/stage.ts';
import { textIn } from '../i18n/index.ts';
import { createDotList, placeDots } from '../scene/dot-motion.ts';
import { createBounces, endBounces, hearBounces } from '../scene/bounces.ts';
import { createEchoes, fadeEchoes, hearEchoes } from '../scene/echoes.ts';
import { createSignShares, isFlow, updateSignShares } from '../scene/flow.ts';
import { createGateState, gateBases, gateSpots } from '../scene/gates.ts';
import { hitTest } from '../scene/hit-test.ts';
import { createLinkGeometry } from '../scene/link-geometry.ts';
import { calleeRates, linkNumbers, windowAt } from '../scene/live-numbers.ts';
import { DOT_RADIUS, DOT_RADIUS_COMPACT } from '../scene/signs.ts';
import { buildStageGraph } from '../scene/stage-graph.ts';
import { layoutStage } from '../scene/stage-layout.ts';
import { pageStore } from '../store/page-store.ts';
import { tokens } from '../ui/theme.ts';
import { DOT_ID, DOT_STRIDE, INSTANCE_STRIDE } from '../engine/protocol.ts';
import { createCrossFade, isSameLevel } from './cross-fade.ts';
import { nearLines, noteOf, slotRows, SLOT_SIZE } from './draw-cards.ts';
import { drawGround } from './draw-ground.ts';
import { drawBounces, drawGates } from './draw-gates.ts';
import { endsOf } from './draw-links.ts';
import {
  drawChosenDot,
  drawDoors,
  drawDots,
  drawEchoes,
  drawFlow,
  drawInstances,
  drawQueueRests,
  drawStreaks,
} from './draw-live.ts';
import { instanceState, standingSignature } from './instance-state.ts';
import { createSprites } from './sprites.ts';
import { stageNumbers } from './stage-numbers.ts';
import type { Frame, Topology } from '../engine/protocol.ts';
import type { DotList } from '../scene/dot-motion.ts';
import type { SignShares } from '../scene/flow.ts';
import type { Hit } from '../scene/hit-test.ts';
import type { LinkGeometry } from '../scene/link-geometry.ts';
import type { StageGraph } from '../scene/stage-graph.ts';
import type { Positions, StageLayout } from '../scene/stage-layout.ts';
import type { Language, PageState } from '../store/contract.ts';
import type { DrawnGate, GateWords } from './draw-gates.ts';
import type { DoorWords } from './draw-live.ts';
import type { GroundScene } from './draw-ground.ts';
import type { Sprites } from './sprites.ts';

/** How calls are shown now: one by one, as flow, or not at all. */
export type CallMode = 'dots' | 'flow' | 'counted';

/** A way that is drawn apart; it may stand for those of several instances. */
export interface Way {
  readonly link: number;
  readonly from: number;
  /** Called instances at its end; the first one's way is drawn. */
  readonly tos: readonly number[];
  /** Calling instances that have the same rate. */
  readonly callers: number;
  /** Attempts per second, NaN: unknown. */
  rateRps: number;
}

export interface StageScene {
  readonly topology: Topology;
  readonly graph: StageGraph;
  readonly layout: StageLayout;
  readonly geometry: LinkGeometry;
  readonly dots: DotList;
  readonly shares: SignShares;
  readonly ways: readonly Way[];
  readonly gates: readonly DrawnGate[];
  readonly gateBases: readonly number[];
  readonly slotsY: Float64Array;
  readonly rates: Float64Array;
}

const GROUND_EVERY_MS = 100;
const FLOW_PX_PER_MS = 0.07;
const ZOOM_MAX = 8;
const REVEAL_PX = 16;
const RESTS_KNOWN = 1000;
const gateWords = (language: Language): GateWords & DoorWords => ({
  openOf: (open, all) => textIn(stageText, language).guards.openOf(open, all),
  perSecond: (count) => stageNumbers(language).rate(count),
  atMost: (limit) => `≤${stageNumbers(language).count(limit)}`,
});
const GATE_WORDS: Readonly<Record<Language, GateWords & DoorWords>> = {
  en: gateWords('en'),
  'zh-CN': gateWords('zh-CN'),
};
const restWords = Array.from({ length: RESTS_KNOWN }, (_, rest) => `+${rest}`);

export class StageView {
  private readonly ground: CanvasRenderingContext2D;
  private readonly live: CanvasRenderingContext2D;
  private readonly listeners = new Set<() => void>();
  private scene: StageScene | null = null;
  private sceneKey: readonly unknown[] = [];
  private sprites: Sprites | null = null;
  private width = 0;
  private height = 0;
  private pixelRatio = 1;
  private keepOut: { width: number; height: number } | null = null;
  private zoom = 1;
  private panX = 0;
  private panY = 0;
  private groundKey: readonly unknown[] = [];
  private groundDrawnMs = 0;
  private lastRealMs = 0;
  private flowPx = 0;
  private hasMoved = false;
  private readonly echoes = createEchoes();
  private readonly bounces = createBounces();
  private seenFrame: Frame | null = null;
  private chosenId = -1;
  private dragged: Positions | null = null;
  mode: CallMode = 'dots';

  private readonly crossFade: () => void;

  /** @param fading shows the picture of another level of detail while it goes */
  constructor(ground: HTMLCanvasElement, live: HTMLCanvasElement, fading: HTMLCanvasElement) {
    this.ground = contextOf(ground);
    this.live = contextOf(live);
    this.crossFade = createCrossFade([ground, live], fading);
  }

  /** The scene on screen; null before the first topology. */
  current(): StageScene | null {
    return this.scene;
  }

  /** Whether some links are shown as flow only because nothing on them takes time. */
  get hasInstantLinks(): boolean {
    return this.mode === 'dots' && this.scene?.topology.links.some(({ isInstant }) => isInstant) === true;
  }

  /** Called when places have changed. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Last frame, if it belongs to the scene on screen. */
  frame(): Frame | null {
    const frame = engine.latestFrame();
    const cards = this.scene?.layout.cards.length ?? -1;
    return frame !== null && frame.instances.length === cards * INSTANCE_STRIDE ? frame : null;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    if (width === this.width && height === this.height && pixelRatio === this.pixelRatio) return;
    Object.assign(this, { width, height, pixelRatio });
    for (const { canvas } of [this.ground, this.live]) {
      canvas.width = Math.max(1, Math.round(width * pixelRatio));
      canvas.height = Math.max(1, Math.round(height * pixelRatio));
    }
    this.groundKey = [];
    requestRedraw();
  }

  setKeepOut(keepOut: { width: number; height: number } | null): void {
    if (keepOut?.width === this.keepOut?.width && keepOut?.height === this.keepOut?.height) return;
    this.keepOut = keepOut;
    requestRedraw();
  }

  /** CSS pixels of the canvas → places of the layout. */
  toLayout(x: number, y: number): { x: number; y: number } {
    const scale = this.scene?.layout.scale ?? 1;
    return { x: (x + this.panX) / scale, y: (y + this.panY) / scale };
  }

  toScreen(x: number, y: number): { x: number; y: number } {
    const scale = this.scene?.layout.scale ?? 1;
    return { x: x * scale - this.panX, y: y * scale - this.panY };
  }

  hit(x: number, y: number): Hit | null {
    if (this.scene === null) return null;
    const at = this.toLayout(x, y);
    return hitTest(
      this.scene.layout,
      this.scene.geometry,
      this.mode === 'dots' ? this.scene.dots : null,
      at.x,
      at.y,
      this.scene.gates.map(({ spot }) => spot),
    );
  }

  /** Marks the attempt with that id until another is chosen; -1: none. */
  choose(attemptId: number): void {
    this.chosenId = attemptId;
    requestRedraw();
  }

  /** Shows a service or workload at a place (shares of the stage) until `endDrag`; the document is not touched. */
  dragTo(id: string, place: { x: number; y: number }): void {
    const own = positionsOf(pageStore.getState().document);
    this.dragged = { ...own, [id]: place };
    requestRedraw();
  }

  endDrag(): void {
    this.dragged = null;
    requestRedraw();
  }

  /** Moves a zoomed stage so that a place (CSS pixels of the layout) can be seen. */
  reveal(place: { x: number; y: number; width: number; height: number }): void {
    const scale = this.scene?.layout.scale ?? 1;
    const corner = this.toScreen(place.x, place.y);
    const into = (start: number, size: number, room: number) =>
      Math.min(0, start - REVEAL_PX) || Math.max(0, start + size * scale + REVEAL_PX - room);
    const dx = into(corner.x, place.width, this.width);
    const dy = into(corner.y, place.height, this.height);
    if (this.isZoomed && (dx !== 0 || dy !== 0)) this.pan(dx, dy);
  }

  get isZoomed(): boolean {
    return this.zoom > 1;
  }

  zoomAt(x: number, y: number, factor: number): void {
    const zoom = Math.min(ZOOM_MAX, Math.max(1, this.zoom * factor));
    const ratio = zoom / this.zoom;
    this.zoom = zoom;
    this.panX = (this.panX + x) * ratio - x;
    this.panY = (this.panY + y) * ratio - y;
    this.keepInside();
  }

  pan(dx: number, dy: number): void {
    this.panX += dx;
    this.panY += dy;
    this.keepInside();
  }

  fit(): void {
    Object.assign(this, { zoom: 1, panX: 0, panY: 0 });
    this.keepInside();
  }

  draw(realMs: number): void {
    const passedMs = Math.min(100, Math.max(0, realMs - this.lastRealMs));
    this.lastRealMs = realMs;
    this.updateScene();
    const { scene } = this;
    if (scene === null || this.width === 0) return;
    const frame = this.frame();
    const state = pageStore.getState();
    const tMs = engine.sceneNow();
    if (frame !== null && frame !== this.seenFrame) {
      this.seenFrame = frame;
      updateSignShares(scene.shares, frame);
      if (state.playing) {
        hearEchoes(this.echoes, frame, state.speed, realMs);
        hearBounces(this.bounces, frame, realMs);
      }
    }
    if (state.playing) this.flowPx += passedMs * FLOW_PX_PER_MS;
    this.updateMode(scene, state.speed, state.reducedMotion);
    this.drawGroundIfChanged(scene, frame, tMs, realMs);
    this.drawLive(scene, frame, tMs, state, realMs);
  }

  private keepInside(): void {
    this.panX = Math.min(this.width * (this.zoom - 1), Math.max(0, this.panX));
    this.panY = Math.min(this.height * (this.zoom - 1), Math.max(0, this.panY));
    this.groundKey = [];
    this.hasMoved = true;
    requestRedraw();
  }

  private updateScene(): void {
    const topology = engine.topology();
    if (topology === null || this.width === 0) return;
    const positions = this.dragged ?? positionsOf(pageStore.getState().document);
    const key = [topology, this.width, this.height, this.zoom, this.keepOut, positions];
    if (isSameList(key, this.sceneKey)) return this.tellMoved();
    const [topologyBefore, widthBefore, heightBefore] = this.sceneKey;
    const before = topologyBefore === topology ? this.scene : null;
    // A canvas of another size is empty: there is nothing that could fade.
    const isDrawn = before !== null && widthBefore === this.width && heightBefore === this.height;
    this.sceneKey = key;
    if (before === null) this.echoes.count = this.bounces.count = 0;
    const graph = before?.graph ?? buildStageGraph(topology);
    const keepOut = this.zoom > 1 ? null : this.keepOut;
    const size = { width: this.width * this.zoom, height: this.height * this.zoom };
    const layout = layoutStage(topology, { ...size, keepOut, positions }, graph);
    const isOtherLevel = isDrawn && !isSameLevel(before.layout, layout);
    if (isOtherLevel && !pageStore.getState().reducedMotion) this.crossFade();
    const geometry = createLinkGeometry(topology, layout);
    this.scene = {
      topology,
      graph,
      layout,
      geometry,
      dots: before?.dots ?? createDotList(topology.links.length),
      shares: before?.shares ?? createSignShares(geometry.calleeCount),
      ways: waysOf(topology, layout, geometry),
      gates: gatesOf(topology, layout, geometry),
      gateBases: gateBases(topology),
      slotsY: new Float64Array(layout.cards.length),
      rates: new Float64Array(topology.links.length),
    };
    this.groundKey = [];
    this.hasMoved = true;
    this.tellMoved();
  }

  private tellMoved(): void {
    if (!this.hasMoved) return;
    this.hasMoved = false;
    for (const listener of this.listeners) listener();
  }

  private updateMode(scene: StageScene, speed: number, reducedMotion: boolean): void {
    if (reducedMotion) this.mode = 'counted';
    else {
      const wasFlow = this.mode === 'flow';
      this.mode = isFlow(scene.dots.typicalLegMs, totalRate(scene.rates), speed, wasFlow) ? 'flow' : 'dots';
    }
  }

  private drawGroundIfChanged(scene: StageScene, frame: Frame | null, tMs: number, realMs: number): void {
    const state = pageStore.getState();
    const outlook = engine.outlook();
    const window = outlook === null ? 0 : windowAt(outlook, tMs);
    const look = tokens();
    const signature = frame === null ? 0 : standingSignature(frame, tMs);
    const key = [scene, look, state.language, state.selection, window, outlook, signature, frame === null];
    if (isSameList(key, this.groundKey)) return;
    const isUrgent = this.groundKey.length === 0 || state.selection !== this.groundKey[3];
    if (!isUrgent && realMs - this.groundDrawnMs < GROUND_EVERY_MS) {
      requestRedraw();
      return;
    }
    this.groundKey = key;
    this.groundDrawnMs = realMs;
    const text = textIn(stageText, state.language);
    const numbers = stageNumbers(state.language);
    const { selection } = state;
    const ground: GroundScene = { ...scene, frame, outlook, window, tMs, selection, text, numbers };
    scene.topology.links.forEach((link, index) => {
      scene.rates[index] = linkNumbers(outlook, link.id, window).rateRps;
    });
    updateWayRates(scene, ground);
    updateSlotPlaces(scene, ground);
    this.clear(this.ground, scene.layout.scale);
    drawGround({ context: this.ground, tokens: look }, ground);
  }

  private drawLive(scene: StageScene, frame: Frame | null, tMs: number, state: PageState, realMs: number): void {
    const { live: context } = this;
    const look = tokens();
    this.clear(context, scene.layout.scale);
    if (frame === null) return;
    const sprites = this.spritesFor(scene.layout);
    drawInstances(context, sprites, scene.topology, scene.layout, frame, scene.slotsY);
    drawQueueRests(context, look, scene.layout, frame, wordsOfRest);
    drawDoors(context, look, scene.topology, scene.layout, frame, GATE_WORDS[state.language]);
    placeDots(scene.dots, frame, scene.geometry, tMs, state.speed);
    if (this.mode !== 'counted') this.drawFlows(scene);
    fadeEchoes(this.echoes, realMs);
    endBounces(this.bounces, realMs);
    if (this.mode === 'dots') this.drawCalls(scene, frame, state, realMs);
    // Over the calls, which would bury them where there are many.
    drawGates(context, look, sprites, scene.topology, scene.gates, scene.gateBases, frame, GATE_WORDS[state.language]);
    if (this.mode === 'dots' && this.bounces.count > 0) {
      drawBounces(context, sprites, this.bounces, scene.gates, realMs);
      requestRedraw();
    }
  }

  private drawCalls(scene: StageScene, frame: Frame, state: PageState, realMs: number): void {
    const { live: context } = this;
    const look = tokens();
    const sprites = this.spritesFor(scene.layout);
    if (this.echoes.count > 0) {
      drawEchoes(context, look, this.echoes, scene.geometry, realMs);
      requestRedraw();
    }
    // While time stands still, a short leg is shown where it is.
    if (!state.playing) drawStreaks(context, look, scene.dots);
    drawDots(context, sprites, scene.dots);
    if (this.chosenId >= 0) this.drawChosen(scene.dots, frame);
  }

  private drawFlows(scene: StageScene): void {
    const { topology, ways, geometry, shares } = scene;
    for (const { link, from, tos, rateRps } of ways) {
      if (this.mode === 'dots' && !topology.links[link].isInstant) continue;
      const path = geometry.pathOf(link, from, tos[0]);
      drawFlow(this.live, tokens(), path, shares, link, tos, rateRps, this.flowPx);
    }
  }

  private drawChosen(dots: DotList, frame: Frame): void {
    for (let slot = 0; slot < dots.count; slot++) {
      if (frame.dots[dots.row[slot] * DOT_STRIDE + DOT_ID] !== this.chosenId) continue;
      drawChosenDot(this.live, tokens(), dots.x[slot], dots.y[slot]);
      return;
    }
  }

  private clear(context: CanvasRenderingContext2D, scale: number): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const ratio = this.pixelRatio;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, -this.panX * ratio, -this.panY * ratio);
  }

  private spritesFor(layout: StageLayout): Sprites {
    const look = tokens();
    const pixelRatio = this.pixelRatio * layout.scale;
    const dotRadius = layout.isPhone ? DOT_RADIUS_COMPACT : DOT_RADIUS;
    const queueRadius = layout.isPhone ? 1.8 : 2.5;
    const ground = layout.zones.length > 0 ? look.zone : look.bg;
    const known = this.sprites?.options;
    const isKnown =
      known?.tokens === look &&
      known.pixelRatio === pixelRatio &&
      known.dotRadius === dotRadius &&
      known.ground === ground;
    if (this.sprites === null || !isKnown) {
      const slotSize = SLOT_SIZE;
      this.sprites = createSprites({ tokens: look, ground, dotRadius, queueRadius, slotSize, pixelRatio });
    }
    return this.sprites;
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  return context;
}

const NO_POSITIONS: Positions = {};

function positionsOf(document: Record<string, unknown>): Positions {
  const view = document.view as { positions?: Positions } | undefined;
  return view?.positions ?? NO_POSITIONS;
}

function waysOf(topology: Topology, layout: StageLayout, geometry: LinkGeometry): Way[] {
  return topology.links.flatMap(({ caller, callee }, link) => {
    const { callerCount, calleeCount } = geometry;
    const froms =
      caller.kind === 'workload' ? [[0]] : endsOf(layout, layout.firstCard[caller.index], callerCount[link]);
    const ends = endsOf(layout, layout.firstCard[callee], calleeCount[link]);
    const callers = froms.length;
    return froms.flatMap(([from]) => ends.map((tos) => ({ link, from, tos, callers, rateRps: Number.NaN })));
  });
}

function gatesOf(topology: Topology, layout: StageLayout, geometry: LinkGeometry): DrawnGate[] {
  const endsOfLink = (link: number) => {
    const { caller } = topology.links[link];
    if (caller.kind === 'workload') return [[0]];
    return endsOf(layout, layout.firstCard[caller.index], geometry.callerCount[link]);
  };
  return gateSpots(topology, geometry, endsOfLink, layout.isPhone).map((spot) => ({
    spot,
    state: createGateState(),
    isLabelled: !layout.isPhone,
    label: '',
    labelKey: -1,
    labelWords: null,
  }));
}

function updateWayRates({ topology, layout, ways }: StageScene, { frame, outlook, window }: GroundScene): void {
  const rates = topology.links.map(({ id, callee }) => {
    const names = topology.services[callee].instances.map(({ name }) => name);
    const isUp = (number: number) => frame === null || instanceState(frame, layout.firstCard[callee] + number).isUp;
    return calleeRates(outlook, id, names, isUp, window);
  });
  for (const way of ways) {
    let sum = 0;
    for (const to of way.tos) sum += rates[way.link][to];
    way.rateRps = sum / way.callers;
  }
}

/** Squares move when words appear under a name. */
function updateSlotPlaces(scene: StageScene, ground: GroundScene): void {
  scene.layout.cards.forEach((card, index) => {
    const { concurrency } = scene.topology.services[card.service];
    const state = ground.frame === null ? null : instanceState(ground.frame, index);
    const face = { name: '', concurrency, state, utilization: 0, isSelected: false, tMs: ground.tMs };
    const lines = nearLines(card, slotRows(concurrency), noteOf(face, ground.text, ground.numbers) !== null);
    scene.slotsY[index] = lines.slotsY ?? Number.NaN;
  });
}

function totalRate(rates: Float64Array): number {
  let total = 0;
  for (let link = 0; link < rates.length; link++) if (rates[link] > 0) total += rates[link];
  return total;
}

function wordsOfRest(rest: number): string {
  if (rest < RESTS_KNOWN) return restWords[rest];
  // Five digits would run into the card.
  return rest < 10_000 ? `+${rest}` : `+${Math.round(rest / 1000)}k`;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
