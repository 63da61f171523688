import { useEffect, useRef } from 'react';
import { onFrame } from '../frame/frame-loop.ts';
import { useText } from '../i18n/index.ts';
import { stageText } from '../i18n/stage.ts';
import { KEY_ORDER, SIGN_NAMES } from '../scene/signs.ts';
import { usePage } from '../store/page-store.ts';
import { guardCounts } from './guard-counts.ts';
import { GUARD_ITEMS, GuardIcon } from './GuardIcon.tsx';
import { SignIcon } from './SignIcon.tsx';
import { stageNumbers } from './stage-numbers.ts';
import styles from './stage.module.css';
import type { GuardCounts } from './guard-counts.ts';
import type { GuardItem } from './GuardIcon.tsx';
import type { StageView } from './stage-view.ts';

/** People read counts, they do not watch them: ten times a second is enough. */
const UPDATE_EVERY_MS = 100;

/** The legend is data: the signs on the wire now with their counts, and how honest the picture is. */
export function StageKey({ view }: { view: StageView }) {
  const text = useText(stageText);
  const language = usePage((state) => state.language);
  const row = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const root = row.current;
    if (!root) return undefined;
    const numbers = stageNumbers(language);
    const items = [...root.querySelectorAll<HTMLElement>('[data-sign]')];
    const guards = [...root.querySelectorAll<HTMLElement>('[data-guard]')];
    const counts = {} as GuardCounts;
    for (const item of GUARD_ITEMS) counts[item] = Number.NaN;
    const total = root.querySelector<HTMLElement>('[data-total]');
    const badge = root.querySelector<HTMLElement>('[data-badge]');
    let lastMs = -UPDATE_EVERY_MS;
    return onFrame('dom', (realMs) => {
      if (realMs - lastMs < UPDATE_EVERY_MS) return;
      lastMs = realMs;
      const frame = view.frame();
      if (frame === null) return;
      for (const item of items) {
        const count = frame.counts[Number(item.dataset.sign)];
        setText(item.querySelector('b'), numbers.count(count));
        item.dataset.empty = String(count === 0);
      }
      const scene = view.current();
      if (scene !== null) guardCounts(scene.topology, scene.gateBases, frame, counts);
      for (const item of guards) {
        const name = item.dataset.guard as GuardItem;
        const count = counts[name];
        const isThere = count >= 0;
        if (isThere)
          setText(item.querySelector('b'), name === 'budget' ? numbers.percent(count) : numbers.count(count));
        item.dataset.empty = String(!isThere);
      }
      setText(total, numbers.count(frame.inFlight));
      setText(badge, badgeWords(text, view, frame.oneIn));
      if (badge) badge.dataset.plain = String(view.mode === 'dots' && frame.oneIn === 1 && !view.hasInstantLinks);
    });
  }, [view, text, language]);

  return (
    <div ref={row} className={styles.key}>
      <div className={styles.signs}>
        <ul aria-label={text.key}>
          {KEY_ORDER.map((sign) => (
            <li key={sign} data-sign={sign} data-empty="true">
              <SignIcon sign={sign} />
              <b>0</b> {text.signs[SIGN_NAMES[sign]]}
            </li>
          ))}
        </ul>
        <ul aria-label={text.guards.key.title}>
          {GUARD_ITEMS.map((item) => (
            <li key={item} data-guard={item} data-empty="true">
              <GuardIcon item={item} />
              <b>0</b> {text.guards.key[item]}
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.badge}>
        <span>
          <b data-total>0</b> {text.inFlight}
        </span>
        <span data-badge />
      </div>
    </div>
  );
}

type BadgeText = Pick<(typeof stageText)['en'], 'everyCall' | 'oneIn' | 'flow' | 'counted' | 'instant'>;

function badgeWords(text: BadgeText, { mode, hasInstantLinks }: StageView, oneIn: number): string {
  if (mode === 'flow') return text.flow;
  if (mode === 'counted') return text.counted;
  if (hasInstantLinks) return text.instant;
  return oneIn > 1 ? text.oneIn(oneIn) : text.everyCall;
}

function setText(element: Element | null, words: string): void {
  if (element !== null && element.textContent !== words) element.textContent = words;
}
