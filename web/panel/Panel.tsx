import { useRef, useState } from 'react';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Header } from './Header.tsx';
import { Headline } from './Headline.tsx';
import { isGone } from './selected.ts';
import { NumbersTab } from './NumbersTab.tsx';
import { ProblemList } from './ProblemList.tsx';
import { SettingsTab } from './SettingsTab.tsx';
import styles from './panel.module.css';
import type { KeyboardEvent } from 'react';

type TabName = 'settings' | 'numbers';

/** What is selected: its name and numbers at the shown time, its parameters, and its numbers over the whole run. */
export function Panel() {
  const text = useText(panelText);
  const selection = usePage((state) => state.selection);
  const isMissing = usePage((state) => isGone(state.selection, state.document));
  const [tab, setTab] = useState<TabName>('settings');
  const key = selection.kind === 'scenario' ? 'scenario' : `${selection.kind}.${selection.id}`;
  // A fault has no numbers of its own.
  const shownTab = selection.kind === 'fault' ? 'settings' : tab;
  if (isMissing) {
    return (
      <div className={styles.panel}>
        <Header selection={selection} />
        <p className={styles.empty}>{text.gone}</p>
      </div>
    );
  }
  return (
    <div className={styles.panel} key={key}>
      <Header selection={selection} />
      <Headline selection={selection} />
      {selection.kind !== 'fault' && <TabList tab={shownTab} onChoose={setTab} />}
      <ProblemList selection={selection} />
      <div {...(selection.kind === 'fault' ? {} : { role: 'tabpanel', 'aria-label': text.tabs[shownTab] })}>
        {shownTab === 'settings' ? <SettingsTab selection={selection} /> : <NumbersTab selection={selection} />}
      </div>
    </div>
  );
}

function TabList({ tab, onChoose }: { tab: TabName; onChoose: (tab: TabName) => void }) {
  const text = useText(panelText);
  const list = useRef<HTMLDivElement>(null);
  const names: TabName[] = ['settings', 'numbers'];
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const other = tab === 'settings' ? 'numbers' : 'settings';
    onChoose(other);
    list.current?.querySelector<HTMLElement>(`[data-tab=${other}]`)?.focus();
  };
  return (
    <div ref={list} role="tablist" tabIndex={-1} aria-label={text.tabList} className={styles.tabs} onKeyDown={onKey}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          data-tab={name}
          aria-selected={name === tab}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {text.tabs[name]}
        </button>
      ))}
    </div>
  );
}
