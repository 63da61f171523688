import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { Stage } from '../stage/Stage.tsx';
import { StoryCard } from '../story/StoryCard.tsx';
import { Strip } from '../strip/Strip.tsx';
import { Transport } from '../strip/Transport.tsx';
import { pageStore, usePage } from '../store/page-store.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { openFiles } from './files.ts';
import { NoticeBar } from './NoticeBar.tsx';
import { RunStatus } from './RunStatus.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { TopBar } from './TopBar.tsx';
import { useIsNarrow } from './use-is-narrow.ts';
import styles from './shell.module.css';
import type { DragEvent, KeyboardEvent } from 'react';

/** Not needed for the first picture, and together a good part of the program. */
const Panel = lazy(() => import('../panel/Panel.tsx').then((module) => ({ default: module.Panel })));
const Gallery = lazy(() => import('../story/Gallery.tsx').then((module) => ({ default: module.Gallery })));

export function App() {
  const text = useText(shellText);
  const isNarrow = useIsNarrow();
  const isGalleryOpen = usePage((state) => state.galleryOpen);
  return (
    <FileDrop>
      <a className={styles.skip} href={isNarrow ? '#tab-settings' : '#panel'}>
        {text.skip}
      </a>
      <TopBar />
      <NoticeBar />
      <Places />
      <RunStatus />
      <ErrorBoundary part={text.choosePreset}>
        <Suspense>{isGalleryOpen && <Gallery />}</Suspense>
      </ErrorBoundary>
      <ShortcutSheet />
    </FileDrop>
  );
}

/**
 * Stage, transport, strip and panel. On narrow screens strip and panel share a place behind tabs; selecting something
 * shows its settings.
 */
function Places() {
  const text = useText(shellText);
  const isNarrow = useIsNarrow();
  const [tab, setTab] = useState<'charts' | 'settings'>('charts');
  useEffect(
    () =>
      pageStore.subscribe((state, before) => {
        const { kind } = state.selection;
        // Faults are selected on the charts themselves, where they can be moved.
        if (state.selection !== before.selection && kind !== 'scenario' && kind !== 'fault') setTab('settings');
      }),
    [],
  );
  const shows = (name: 'charts' | 'settings') => !isNarrow || tab === name;
  const roleOf = (name: 'charts' | 'settings') =>
    isNarrow ? { role: 'tabpanel', 'aria-labelledby': `tab-${name}` } : { 'aria-label': text[name] };
  return (
    <main className={styles.places}>
      <section className={styles.stage} aria-label={text.stage}>
        <ErrorBoundary part={text.stage}>
          <Stage />
        </ErrorBoundary>
      </section>
      <div className={styles.story} data-stage-cover="">
        <ErrorBoundary part={text.choosePreset}>
          <StoryCard />
        </ErrorBoundary>
      </div>
      <section className={styles.transport} aria-label={text.transport}>
        <ErrorBoundary part={text.transport}>
          <Transport />
        </ErrorBoundary>
      </section>
      {isNarrow && <Tabs tab={tab} onChoose={setTab} />}
      {shows('charts') && (
        <section className={styles.strip} {...roleOf('charts')}>
          <ErrorBoundary part={text.charts}>
            <Strip />
          </ErrorBoundary>
        </section>
      )}
      {shows('settings') && (
        <section id="panel" tabIndex={-1} className={styles.panel} {...roleOf('settings')}>
          <ErrorBoundary part={text.settings}>
            <Suspense>
              <Panel />
            </Suspense>
          </ErrorBoundary>
        </section>
      )}
    </main>
  );
}

type TabName = 'charts' | 'settings';

function Tabs({ tab, onChoose }: { tab: TabName; onChoose: (tab: TabName) => void }) {
  const text = useText(shellText);
  const list = useRef<HTMLDivElement>(null);
  const names: TabName[] = ['charts', 'settings'];
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const other = tab === 'charts' ? 'settings' : 'charts';
    onChoose(other);
    list.current?.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" tabIndex={-1} aria-label={text.charts} className={styles.tabs} onKeyDown={onKey}>
      {names.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === tab}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {text[name]}
        </button>
      ))}
    </div>
  );
}

/** A scenario file can be dropped anywhere on the page. */
function FileDrop({ children }: { children: React.ReactNode }) {
  const text = useText(shellText);
  const [isOver, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) void openFiles(files);
  };
  return (
    <div
      className={styles.page}
      role="presentation"
      onDragOver={onDragOver}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={onDrop}
    >
      {children}
      {isOver && <div className={styles.drop}>{text.dropHere}</div>}
    </div>
  );
}
