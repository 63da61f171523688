import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './shell.module.css';

export function ShortcutSheet() {
  const text = useText(shellText);
  const isOpen = usePage((state) => state.shortcutsOpen);
  const patch = usePage((state) => state.patch);
  if (!isOpen) return null;
  const { shortcuts: words } = text;
  const rows: [string, string[]][] = [
    [words.play, [text.space]],
    [words.window, ['←', '→']],
    [words.event, ['Shift →']],
    [words.ends, ['Home', 'End']],
    [words.slower, ['[', ']']],
    [words.undo, ['Ctrl Z', 'Ctrl Shift Z']],
    [words.breakIt, ['B']],
    [words.moveMark, ['←', '→', 'Del']],
    [words.moveStep, ['Alt ↑', 'Alt ↓', 'Del']],
    [words.gallery, ['G']],
    [words.language, ['L']],
    [words.theme, ['T']],
    [words.close, ['Esc']],
    [words.help, ['?']],
  ];
  return (
    <Dialog title={text.help} closeLabel={text.close} width={440} onClose={() => patch({ shortcutsOpen: false })}>
      <dl className={styles.shortcuts}>
        {rows.map(([label, keys]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
