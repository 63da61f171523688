import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { stripText } from '../i18n/strip.ts';
import { stripLayout, type StripSize } from '../scene/strip-layout.ts';
import { usePage } from '../store/page-store.ts';
import { type MovedMark, placeMarks, stripMarks } from './marks.ts';
import { MarksLane } from './MarksLane.tsx';
import { RowHeaders } from './RowHeaders.tsx';
import { scopeOf } from './scope.ts';
import { StripControls } from './StripControls.tsx';
import type { StripScene } from './strip-scene.ts';
import styles from './Strip.module.css';
import { createStripView, type StripView } from './strip-view.ts';
import { TimeSlider } from './TimeSlider.tsx';
import { useElementSize } from './use-element-size.ts';
import { ValueTable } from './ValueTable.tsx';

/** Length of the axis before anything is open. */
const EMPTY_RUN_MS = 60_000;
const MARK_FONT = '400 12px';

/** What is measured, on one time axis: the whole run faint, the part played so far full. */
export function Strip() {
  const host = useRef<HTMLElement>(null);
  const [uptimeLines, setUptimeLines] = useState(0);
  const [isScoped, setScoped] = useState(false);
  const [moved, setMoved] = useState<MovedMark | null>(null);
  const size = useElementSize(host);
  const selected = scopeOf(usePage((state) => state.selection));
  const scope = isScoped && selected ? selected.key : 'system';
  const { scene, placed } = useScene({ ...size, uptimeLines }, scope, moved);
  const { view, charts } = useView(scene, setUptimeLines);
  const { layout, text } = scene;
  return (
    <section ref={host} className={styles.strip} aria-label={text.charts} data-narrow={layout.isNarrow || undefined}>
      <div ref={charts} className={styles.charts} style={{ height: layout.height }}>
        <canvas className={styles.canvas} aria-hidden="true" />
        <div data-layer="gutters">
          <RowHeaders layout={layout} text={text} extraRow={scene.extraRow} />
        </div>
        <div data-layer="values" className={styles.values} aria-hidden="true" />
        <div data-layer="times" className={styles.times} aria-hidden="true" />
        <div data-layer="names" className={styles.names} aria-hidden="true" />
        <div data-layer="sideValues" className={styles.sideValues} aria-hidden="true" />
        <TimeSlider scene={scene} onBrush={(brush) => view.current?.setBrush(brush)} />
        <div data-layer="hoverFlag" className={styles.hoverFlag} aria-hidden="true" hidden />
        <div data-layer="flag" className={styles.flag} aria-hidden="true" hidden />
        <MarksLane placed={placed} scene={scene} onMove={setMoved} />
        {!layout.isNarrow && (
          <StripControls text={text} layout={layout} selected={selected} isScoped={isScoped} onScope={setScoped} />
        )}
      </div>
      {layout.isNarrow && (
        <StripControls text={text} layout={layout} selected={selected} isScoped={isScoped} onScope={setScoped} />
      )}
      <ValueTable scene={scene} scopeName={isScoped && selected ? selected.name : text.scopeSystem} />
    </section>
  );
}

type Measured = Pick<StripSize, 'width' | 'windowHeight' | 'uptimeLines'>;

/** Layout, marks and all else that decides what the strip shows, except for the run itself. */
function useScene({ width, windowHeight, uptimeLines }: Measured, scope: string, moved: MovedMark | null) {
  const text = useText(stripText);
  const topology = usePage((state) => state.topology);
  const document = usePage((state) => state.document);
  const isChinese = usePage((state) => state.language) === 'zh-CN';
  const zoom = usePage((state) => state.zoom);
  const extraRow = usePage((state) => state.extraRow);
  const showPercentiles = usePage((state) => state.showPercentiles);
  const reducedMotion = usePage((state) => state.reducedMotion);
  const marks = useMemo(() => stripMarks(topology, document, text, moved), [topology, document, text, moved]);
  return useMemo(() => {
    const durationMs = topology?.durationMs ?? EMPTY_RUN_MS;
    const range = zoom ?? { fromMs: 0, toMs: durationMs };
    const size = { width, windowHeight, isChinese, uptimeLines, hasExtraRow: extraRow !== 'none' };
    const font = `${MARK_FONT} ${getComputedStyle(globalThis.document.documentElement).fontFamily || 'sans-serif'}`;
    const placed = placeMarks(marks, range, stripLayout({ ...size, lanes: 1 }), font);
    const scene: StripScene = {
      layout: stripLayout({ ...size, lanes: placed.lanes }),
      range,
      durationMs,
      windowMs: topology?.windowMs ?? 1000,
      warmupMs: topology?.warmupMs ?? 0,
      marks,
      scope,
      extraRow,
      showPercentiles,
      reducedMotion,
      text,
    };
    return { scene, placed };
  }, [
    topology,
    zoom,
    width,
    windowHeight,
    isChinese,
    uptimeLines,
    extraRow,
    marks,
    scope,
    showPercentiles,
    reducedMotion,
    text,
  ]);
}

/** The view that draws into the charts, as long as they are there. */
function useView(scene: StripScene, onUptimeLines: (count: number) => void) {
  const charts = useRef<HTMLDivElement>(null);
  const view = useRef<StripView>(null);
  useEffect(() => {
    if (!charts.current) return undefined;
    const created = createStripView({ charts: charts.current, onUptimeLines });
    view.current = created;
    return () => {
      created.dispose();
      view.current = null;
    };
  }, [onUptimeLines]);
  useEffect(() => {
    if (scene.layout.width > 0) view.current?.show(scene);
  }, [scene]);
  return { view, charts };
}
