import { useEffect, useState } from 'react';
import { presets } from 'virtual:presets';
import { engine } from '../engine/engine.ts';
import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton, join } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { pickFile, saveResult, saveScenario } from './files.ts';
import { ShareButton } from './ShareButton.tsx';
import styles from './shell.module.css';
import type { MouseEvent } from 'react';
import type { Theme } from '../store/contract.ts';
import type { IconName } from '../ui/Icon.tsx';

export function TopBar() {
  return (
    <header className={styles.top}>
      <Brand />
      <PresetButton />
      <ChangeCount />
      <span className={styles.grow} />
      <UndoButtons />
      <span className={styles.separator} />
      <FileButton />
      <LanguageButton />
      <ThemeButton />
      <HelpButton />
      <ShareButton />
    </header>
  );
}

function Brand() {
  return (
    <h1 className={styles.brand}>
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" className={styles.mark}>
        <path d="M2 5c5 0 6 6 9 6s4-6 9-6M2 17c5 0 6-6 9-6s4 6 9 6M2 11h18" />
        <circle cx="11" cy="11" r="2.600" />
      </svg>
      <span>Callscape</span>
    </h1>
  );
}

function PresetButton() {
  const text = useText(shellText);
  const presetId = usePage((state) => state.presetId);
  const name = usePage((state) => state.document.name);
  const language = usePage((state) => state.language);
  const patch = usePage((state) => state.patch);
  const preset = presets.find(({ id }) => id === presetId);
  const own = typeof name === 'string' && name !== '' ? name : text.ownScenario;
  const title = preset ? preset.title[language === 'en' ? 'en' : 'zh'] : own;
  useEffect(() => {
    document.title = `${title} · Callscape`;
  }, [title]);
  return (
    <Tooltip text={text.choosePreset} shortcut="G">
      <button
        type="button"
        className={styles.preset}
        aria-haspopup="dialog"
        onClick={() => patch({ galleryOpen: true })}
      >
        <span>{title}</span>
        <Icon name="chevron-down" size={14} />
      </button>
    </Tooltip>
  );
}

function ChangeCount() {
  const text = useText(shellText);
  const count = usePage((state) => state.edits.length);
  return count === 0 ? null : <span className={styles.changes}>{text.changes(count)}</span>;
}

function UndoButtons() {
  const text = useText(shellText);
  const canUndo = usePage((state) => state.undo.length > 0);
  const canRedo = usePage((state) => state.redo.length > 0);
  const undoEdit = usePage((state) => state.undoEdit);
  const redoEdit = usePage((state) => state.redoEdit);
  return (
    <span className={join(styles.undo, !canUndo && styles.nothingDone)}>
      <IconButton
        icon="undo"
        label={canUndo ? text.undo : text.nothingToUndo}
        shortcut={canUndo ? 'Ctrl Z' : undefined}
        aria-disabled={!canUndo}
        onClick={undoEdit}
      />
      <IconButton
        icon="redo"
        label={canRedo ? text.redo : text.nothingToRedo}
        shortcut={canRedo ? 'Ctrl Shift Z' : undefined}
        className={styles.redo}
        aria-disabled={!canRedo}
        onClick={redoEdit}
      />
    </span>
  );
}

/** Where a menu under this button opens. */
function below(event: MouseEvent<HTMLElement>): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.left, y: box.bottom + 4 };
}

function FileButton() {
  const text = useText(shellText);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const isReady = engine.outlook()?.complete === true;
  return (
    <>
      <IconButton icon="open" label={text.file} aria-haspopup="menu" onClick={(event) => setAt(below(event))} />
      {at && (
        <Menu
          label={text.file}
          at={at}
          onClose={() => setAt(null)}
          items={[
            { id: 'open', label: text.openFile, icon: 'open', hint: text.openFileHint, onChoose: pickFile },
            { id: 'save', label: text.saveScenario, icon: 'save', hint: 'JSON', onChoose: saveScenario },
            {
              id: 'result',
              label: text.saveResult,
              icon: 'save',
              hint: 'JSON',
              disabledReason: isReady ? undefined : text.resultNotReady,
              onChoose: saveResult,
            },
          ]}
        />
      )}
    </>
  );
}

function LanguageButton() {
  const text = useText(shellText);
  const language = usePage((state) => state.language);
  const patch = usePage((state) => state.patch);
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <Tooltip text={text.switchLanguage} shortcut="L">
      <button
        type="button"
        className={styles.language}
        lang={other}
        aria-label={text.switchLanguage}
        onClick={() => patch({ language: other })}
      >
        {text.otherLanguage}
      </button>
    </Tooltip>
  );
}

const THEME_ICONS: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon', contrast: 'contrast' };

function ThemeButton() {
  const text = useText(shellText);
  const theme = usePage((state) => state.theme);
  const patch = usePage((state) => state.patch);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const themes: Theme[] = ['system', 'light', 'dark', 'contrast'];
  return (
    <>
      <IconButton
        icon={THEME_ICONS[theme]}
        label={text.theme}
        shortcut="T"
        aria-haspopup="menu"
        onClick={(event) => setAt(below(event))}
      />
      {at && (
        <Menu
          label={text.theme}
          at={at}
          onClose={() => setAt(null)}
          items={themes.map((id) => ({
            id,
            label: text.themes[id],
            icon: THEME_ICONS[id],
            isChecked: id === theme,
            onChoose: () => patch({ theme: id }),
          }))}
        />
      )}
    </>
  );
}

function HelpButton() {
  const text = useText(shellText);
  const patch = usePage((state) => state.patch);
  return (
    <span className={styles.help}>
      <IconButton icon="help" label={text.help} shortcut="?" onClick={() => patch({ shortcutsOpen: true })} />
    </span>
  );
}
