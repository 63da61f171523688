import { useEffect, useState } from 'react';
import { engine } from '../engine/engine.ts';
import type { Outlook } from '../engine/protocol.ts';
import { useText } from '../i18n/index.ts';
import { stripText } from '../i18n/strip.ts';
import { usePage } from '../store/page-store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { formatClock, formatDurationMs, formatProseCount, formatRatio } from '../scene/format.ts';
import styles from './Transport.module.css';

/** A growing run is not mentioned before it has taken this long: a flash of progress is noise. */
const QUIET_MS = 300;
const COPIED_SHOWN_MS = 1500;
const DIGEST_SHOWN = 11;

/** What the whole run was: events, time it took, seed and digest; or how far it has come. */
export function RunFacts() {
  const text = useText(stripText);
  const seek = usePage((state) => state.seek);
  const language = usePage((state) => state.language);
  const durationMs = usePage((state) => state.topology?.durationMs ?? 0);
  const outlook = useOutlookFacts();
  if (!outlook) return null;
  const { result } = outlook;
  if (!result) {
    const share = durationMs > 0 ? outlook.simulatedMs / durationMs : 0;
    return (
      <span className={styles.facts}>
        <progress className={styles.progress} max={1} value={share} aria-label={text.simulating(formatRatio(share))} />
      </span>
    );
  }
  const { atMs } = result;
  if (result.outcome !== 'completed' && atMs !== undefined) {
    return (
      <span className={styles.facts}>
        {text.limited(formatClock(atMs, 1))}
        <button type="button" className={styles.link} onClick={() => seek(atMs)}>
          {text.goThere}
        </button>
      </span>
    );
  }
  return (
    <span className={styles.facts}>
      <span>{text.wholeRun(formatProseCount(result.events, language), formatDurationMs(outlook.wallMs))}</span>
      <span>{text.seed(result.seed)}</span>
      <Digest digest={result.digest} />
    </span>
  );
}

/** Shortened; the whole of it is copied. */
function Digest({ digest }: { digest: string }) {
  const text = useText(stripText);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    void navigator.clipboard.writeText(digest).then(() => setCopied(true));
  };
  const shown = digest.length > DIGEST_SHOWN ? `${digest.slice(0, DIGEST_SHOWN)}…` : digest;
  return (
    <Tooltip text={`${text.copyDigest}: ${digest}`}>
      <button type="button" className={styles.digest} onClick={copy} aria-label={`${text.copyDigest}: ${digest}`}>
        <span aria-live="polite">{isCopied ? text.copied : text.digest(shown)}</span>
      </button>
    </Tooltip>
  );
}

/** The last complete outlook stays until the next is complete or has taken noticeably long. */
function useOutlookFacts(): Outlook | null {
  const [outlook, setOutlook] = useState(() => engine.outlook());
  useEffect(() => {
    const take = () => {
      const current = engine.outlook();
      setOutlook((shown) => (current && !current.complete && shown && current.wallMs < QUIET_MS ? shown : current));
    };
    take();
    return engine.subscribeOutlook(take);
  }, []);
  return outlook;
}
