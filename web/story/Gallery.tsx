import { useEffect, useRef } from 'react';
import { presets } from 'virtual:presets';
import { storyText } from '../i18n/story.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { TopologySketch } from './TopologySketch.tsx';
import styles from './story.module.css';
import type { KeyboardEvent } from 'react';
import type { Preset, PresetSource } from 'virtual:presets';

/** All stories that ship with the page. */
export function Gallery() {
  const text = useText(storyText);
  const isOpen = usePage((state) => state.galleryOpen);
  const patch = usePage((state) => state.patch);
  if (!isOpen) return null;
  return (
    <Dialog title={text.gallery} closeLabel={text.close} width={860} onClose={() => patch({ galleryOpen: false })}>
      <Cards />
    </Dialog>
  );
}

function Cards() {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // The dialog opens, and puts the focus on its first button, only after this effect.
    queueMicrotask(() => {
      const cards = list.current;
      (cards?.querySelector<HTMLElement>('[aria-current]') ?? cards?.querySelector<HTMLElement>('button'))?.focus();
    });
  }, []);
  const onKey = (event: KeyboardEvent) => {
    const cards = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = cards.indexOf(document.activeElement as HTMLElement);
    const next = nextCard(event.key, at, cards);
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    cards[next]?.focus();
  };
  return (
    <ul ref={list} className={styles.gallery} role="presentation" onKeyDown={onKey}>
      {presets.map((preset) => (
        <PresetCard key={preset.id} preset={preset} />
      ))}
    </ul>
  );
}

/** Cards stand in rows; how many fit into one is read from where they are. */
function nextCard(key: string, at: number, cards: readonly HTMLElement[]): number | undefined {
  const top = cards[0]?.getBoundingClientRect().top;
  const perRow = Math.max(1, cards.filter((card) => card.getBoundingClientRect().top === top).length);
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow };
  if (key === 'Home') return 0;
  if (key === 'End') return cards.length - 1;
  const step = steps[key];
  if (step === undefined) return undefined;
  return Math.min(Math.max(at + step, 0), cards.length - 1);
}

function PresetCard({ preset }: { preset: Preset }) {
  const text = useText(storyText);
  const language = usePage((state) => (state.language === 'en' ? 'en' : 'zh'));
  const isOpen = usePage((state) => state.presetId === preset.id);
  const openPreset = usePage((state) => state.openPreset);
  const patch = usePage((state) => state.patch);
  const open = () => {
    openPreset(preset.id);
    patch({ galleryOpen: false });
  };
  return (
    <li className={styles.presetCard}>
      <button type="button" onClick={open} aria-current={isOpen || undefined}>
        <TopologySketch preset={preset} />
        <strong>
          {preset.title[language]}
          {isOpen && (
            <span className={styles.openMark}>
              <Icon name="check" size={14} />
              <span className={styles.hidden}>{text.isOpen}</span>
            </span>
          )}
        </strong>
        <span className={styles.summary}>{preset.summary[language]}</span>
      </button>
      <Sources sources={preset.sources} />
    </li>
  );
}

function Sources({ sources }: { sources: readonly PresetSource[] }) {
  const text = useText(storyText);
  return (
    <p className={styles.sources}>
      <span className={styles.hidden}>{text.sources} </span>
      {sources.map((source, index) => (
        <span key={source.title}>
          {index > 0 && <br />}
          {source.author}, {source.url ? <SourceLink source={source} url={source.url} /> : source.title} ({source.year})
        </span>
      ))}
    </p>
  );
}

function SourceLink({ source, url }: { source: PresetSource; url: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer" lang="en">
      {source.title}
    </a>
  );
}
