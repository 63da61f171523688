import { parameterText } from '../i18n/parameters.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { writtenWords } from './written-words.ts';
import styles from './panel.module.css';
import type { ReactNode } from 'react';
import type { ParameterState } from './use-parameter.ts';

interface FrameProps {
  state: ParameterState;
  label: string;
  /** At the right of the label. */
  control: ReactNode;
  /** Below it, as wide as the panel. */
  children?: ReactNode;
  hasNote?: boolean;
}

/** Label with its definition, control, and below where the value would come from and how to get it back. */
export function ParameterFrame({ state, label, control, children, hasNote = true }: FrameProps) {
  return (
    <div className={styles.parameter}>
      <div className={styles.parameterRow}>
        <ParameterLabel state={state} label={label} />
        {control}
      </div>
      {children}
      {(hasNote || state.isChanged) && <Note state={state} hasNote={hasNote} />}
    </div>
  );
}

export function ParameterLabel({ state, label }: { state: ParameterState; label: string }) {
  const text = useText(panelText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const { parameter, isChanged } = state;
  const source = namedSource(parameter.defaultSource);
  const definition = (
    <>
      {isChinese ? parameter.zh : parameter.en}
      {source !== null && <span className={styles.tipLine}>{text.source(source)}</span>}
      <code className={styles.tipPath}>{parameter.path}</code>
    </>
  );
  return (
    <span className={styles.label}>
      <Tooltip purpose="describe" text={definition}>
        <button type="button" className={styles.term}>
          {label}
        </button>
      </Tooltip>
      {isChanged && (
        <span className={styles.dot}>
          <span className={styles.hidden}>{text.changed}</span>
        </span>
      )}
    </span>
  );
}

function Note({ state, hasNote }: { state: ParameterState; hasNote: boolean }) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const { parameter, opened, openedEffective, isChanged, reset } = state;
  const source = namedSource(parameter.defaultSource);
  const none = parameter.name === 'for' ? text.fault.until : text.none;
  const parts = [
    parameter.inherited && parameter.value === undefined ? text.inheritedFrom(placeOf(parameter.inherited.from)) : null,
    hasDefault(state) ? text.default(writtenWords(parameter, parameter.default, words, none)) : null,
    hasDefault(state) && source !== null && source !== OWN ? source : null,
  ].filter((part) => part !== null);
  if (parts.length === 0 && !isChanged) return null;
  const before = writtenWords(parameter, opened ?? openedEffective, words, none);
  return (
    <p className={styles.note}>
      <span>{hasNote ? parts.join(' · ') : ''}</span>
      {isChanged && (
        <Tooltip text={text.resetTo(before)}>
          <button type="button" className={styles.reset} onClick={reset}>
            {text.reset}
          </button>
        </Tooltip>
      )}
    </p>
  );
}

const OWN = 'Callscape';
/** What the table of keys says where nobody chose a figure. */
const NO_SOURCES = new Set(['absent unless given', 'must be given', 'reserved']);

function namedSource(source: string): string | null {
  return NO_SOURCES.has(source) || /^one (form|kind)|^with /.test(source) ? null : source;
}

function hasDefault({ parameter }: ParameterState): boolean {
  return parameter.default !== undefined;
}

/** "links.web->*.timeout" → "web → *", "profiles.envoy.timeout" → "envoy"; what is no link stays a path. */
function placeOf(path: string): string {
  const [first, link] = path.split('.');
  if (first === 'profiles') return link;
  return first === 'links' ? link.replace('->', ' → ') : first;
}
