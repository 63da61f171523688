import { useCallback, useEffect, useRef, useState } from 'react';
import { engine } from '../engine/engine.ts';
import { DOT_ID, DOT_STRIDE } from '../engine/protocol.ts';
import { textIn, useText } from '../i18n/index.ts';
import { stageText } from '../i18n/stage.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { join } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { describe, isOnStage, selectionOf } from './describe.ts';
import { FaultMenu } from './FaultMenu.tsx';
import { HoverCard } from './HoverCard.tsx';
import { StageKey } from './StageKey.tsx';
import { StageStops } from './StageStops.tsx';
import { isBroken } from './instance-state.ts';
import { stageNumbers } from './stage-numbers.ts';
import { usePointer } from './use-pointer.ts';
import { useStageView } from './use-stage-view.ts';
import { stopsOf } from './walk.ts';
import styles from './stage.module.css';
import type { FaultMenuRequest } from './FaultMenu.tsx';
import type { Description } from './describe.ts';
import type { Hit } from '../scene/hit-test.ts';
import type { PointerHandlers } from './use-pointer.ts';
import type { StageView } from './stage-view.ts';
import type { Stop } from './walk.ts';

interface Hovered {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
  /** Of the stage. */
  readonly width: number;
  readonly height: number;
}

/** What moves: services, instances and every call between them, with the key of what is on the wire below. */
export function Stage() {
  const text = useText(stageText);
  const area = useRef<HTMLDivElement>(null);
  const { view, ground, live, fading } = useStageView(area);
  const [stops, setStops] = useState<readonly Stop[]>([]);
  const [isZoomed, setZoomed] = useState(false);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [menu, setMenu] = useState<FaultMenuRequest | null>(null);
  const topology = usePage((state) => state.topology);

  useEffect(() => {
    if (!view) return undefined;
    const update = () => {
      const scene = view.current();
      setStops(scene === null ? [] : stopsOf(scene));
      // Another thing may stand there now; the next move of the pointer finds it.
      setHovered(null);
      setZoomed(view.isZoomed);
    };
    return view.subscribe(update);
  }, [view]);

  const handlers = useRef<PointerHandlers>({ onHover: ignore, onClick: ignore, onMenu: ignore });
  useEffect(() => {
    handlers.current = {
      onHover: (hit, x, y) => {
        const width = area.current?.clientWidth ?? 0;
        const height = area.current?.clientHeight ?? 0;
        setHovered(hit === null || hit.kind === 'zone' ? null : { hit, x, y, width, height });
      },
      onClick: (hit) => view && selectHit(view, hit),
      onMenu: (hit, x, y) => view && setMenu(menuFor(view, hit, { x, y })),
    };
  }, [view]);
  usePointer(area, view, handlers);

  const read = useCallback((hit: Hit) => (view ? readHit(view, hit) : null), [view]);
  const readHovered = useCallback(() => (hovered ? read(hovered.hit) : null), [hovered, read]);
  const onBreak = (stop: Stop, at: { x: number; y: number }) => {
    if (view) setMenu(menuFor(view, stop.hit, at));
  };

  return (
    <div className={styles.stage}>
      <div ref={area} className={styles.area}>
        <canvas ref={ground} className={styles.canvas} aria-hidden="true" />
        <canvas ref={live} className={styles.canvas} aria-hidden="true" />
        <canvas ref={fading} className={join(styles.canvas, styles.fading)} aria-hidden="true" />
        {view && (
          <StageStops
            view={view}
            stops={stops}
            read={read}
            onSelect={(hit) => selectHit(view, hit)}
            onBreak={onBreak}
          />
        )}
        {isZoomed && view && (
          <button
            type="button"
            className={styles.fit}
            onClick={() => view.fit()}
            aria-label={text.fit}
            title={text.fit}
          >
            <Icon name="minus" />
          </button>
        )}
        {hovered && menu === null && <HoverCard {...place(hovered)} read={readHovered} />}
        {topology?.services.length === 0 && <p className={styles.empty}>{text.empty}</p>}
      </div>
      {view && <StageKey view={view} />}
      {menu && topology && <FaultMenu request={menu} topology={topology} onClose={() => setMenu(null)} />}
    </div>
  );
}

function ignore(): void {}

function place({ x, y, width, height }: Hovered) {
  return { x, y, width, height };
}

function readHit(view: StageView, hit: Hit): Description | null {
  const scene = view.current();
  if (scene === null) return null;
  const { language } = pageStore.getState();
  return describe(hit, {
    scene,
    frame: view.frame(),
    outlook: engine.outlook(),
    tMs: engine.sceneNow(),
    text: textIn(stageText, language),
    numbers: stageNumbers(language),
  });
}

/** A click on a dot also marks it, so that it can be followed. */
function selectHit(view: StageView, hit: Hit | null): void {
  const scene = view.current();
  if (scene === null) return;
  const frame = view.frame();
  const isDot = hit?.kind === 'dot' && frame !== null && isOnStage(hit, scene);
  view.choose(isDot ? frame.dots[scene.dots.row[hit.slot] * DOT_STRIDE + DOT_ID] : -1);
  const selection = hit === null ? null : selectionOf(hit, scene, frame);
  pageStore.getState().select(selection ?? { kind: 'scenario' });
}

function menuFor(view: StageView, hit: Hit | null, at: { x: number; y: number }): FaultMenuRequest | null {
  const scene = view.current();
  if (scene === null || hit === null || !isOnStage(hit, scene)) return null;
  const { topology, layout } = scene;
  const frame = view.frame();
  if (hit.kind === 'instance') {
    const { service, number } = layout.cards[hit.card];
    const target = topology.services[service].instances[number].name;
    return { target, isBroken: frame !== null && isBroken(frame, hit.card), at };
  }
  if (hit.kind === 'service') return { target: topology.services[hit.service].id, isBroken: false, at };
  return hit.kind === 'zone' ? { target: `zone:${layout.zones[hit.zone].name}`, isBroken: false, at } : null;
}
