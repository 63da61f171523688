import { useEffect, useState } from 'react';
import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../ui/Icon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { shareLink } from './keep-address.ts';
import styles from './shell.module.css';

type Outcome = 'copied' | 'copyFailed' | 'tooLarge';
const SHOWN_MS = 2500;

/** Copies a link to exactly what is shown. The button itself says that it is done. */
export function ShareButton() {
  const text = useText(shellText);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <Tooltip text={text.shareHint}>
      <button
        type="button"
        className={styles.share}
        aria-label={text.share}
        onClick={() => void copyLink().then(setOutcome)}
      >
        <Icon name={outcome === 'copied' ? 'check' : 'link'} />
        <span className={styles.shareWord}>{outcome === null ? text.share : text[outcome]}</span>
        <output className={styles.spoken}>{outcome === null ? '' : text[outcome]}</output>
      </button>
    </Tooltip>
  );
}

async function copyLink(): Promise<Outcome> {
  const link = await shareLink();
  if (link === null) return 'tooLarge';
  try {
    await navigator.clipboard.writeText(link);
    return 'copied';
  } catch {
    history.replaceState(null, '', link);
    return 'copyFailed';
  }
}
