import { useEffect, useId, useRef } from 'react';
import { presets } from 'virtual:presets';
import { storyText } from '../i18n/story.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { nextCard } from './next-card.ts';
import { TopologySketch } from './TopologySketch.tsx';
import styles from './story.module.css';
import type { KeyboardEvent } from 'react';
import type { Preset, PresetSource, Theme } from 'virtual:presets';

/** They come sorted by theme. */
const themes = [...new Set(presets.map(({ theme }) => theme))];

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
  const list = useRef<HTMLDivElement>(null);
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
    const places = cards.map((card) => card.getBoundingClientRect());
    const next = at < 0 ? undefined : nextCard(event.key, at, places);
    if (next === undefined) return;
    event.preventDefault();
    cards[next]?.focus();
  };
  return (
    <div ref={list} role="presentation" onKeyDown={onKey}>
      {themes.map((theme) => (
        <ThemeCards key={theme} theme={theme} />
      ))}
    </div>
  );
}

function ThemeCards({ theme }: { theme: Theme }) {
  const text = useText(storyText);
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <h3 id={titleId} className={styles.theme}>
        {text.themes[theme]}
      </h3>
      <ul className={styles.gallery}>
        {presets
          .filter((preset) => preset.theme === theme)
          .map((preset) => (
            <PresetCard key={preset.id} preset={preset} />
          ))}
      </ul>
    </section>
  );
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
