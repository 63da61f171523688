import { getValue } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import {
  formatClock,
  formatCount,
  formatDurationMs,
  formatFactor,
  formatRatio,
  NO_VALUE,
  UNIT_SPACE,
} from '../scene/format.ts';
import { linkNumbers, windowAt } from '../scene/live-numbers.ts';
import { Live, liveValue, shownMs } from './Live.tsx';
import { factsOf } from './faults.ts';
import { duringOf } from './during.ts';
import { scopeOf } from './metric-rows.ts';
import { pathOf } from './selected.ts';
import styles from './panel.module.css';
import type { PanelText } from '../i18n/panel.ts';
import type { Document, Selection } from '../store/contract.ts';

interface Figure {
  name: keyof PanelText['headline'];
  read: () => string;
}

/** Four numbers of the selection at the shown time; of a fault when it happens and what it does to the whole. */
export function Headline({ selection }: { selection: Selection }) {
  const text = useText(panelText);
  const document = usePage((state) => state.document);
  const figures = selection.kind === 'fault' ? faultFigures(selection, document, text) : figuresOf(selection);
  return (
    <dl className={styles.headline}>
      {figures.map(({ name, read }) => (
        <div key={name}>
          <dt>{text.headline[name]}</dt>
          <dd>
            <Live className={styles.figure} read={() => splitUnit(read())[0]} />
            <Live className={styles.figureUnit} read={() => splitUnit(read())[1]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function figuresOf(selection: Exclude<Selection, { kind: 'fault' }>): Figure[] {
  const scope = scopeOf(selection) ?? 'system';
  const duration = (column: string) => () => formatDurationMs(liveValue(scope, column));
  const ratio = (column: string) => () => formatRatio(liveValue(scope, column));
  const rate = (column: string) => () => rateText(liveValue(scope, column));
  switch (selection.kind) {
    case 'scenario':
      return [
        { name: 'artMs', read: duration('artMs') },
        { name: 'availability', read: ratio('availability') },
        { name: 'goodputRps', read: rate('goodputRps') },
        { name: 'ehr', read: ratio('ehr') },
      ];
    case 'workload':
      return [
        { name: 'offeredRps', read: rate('offeredRps') },
        { name: 'artMs', read: duration('artMs') },
        { name: 'p99Ms', read: duration('p99Ms') },
        { name: 'availability', read: ratio('availability') },
      ];
    case 'link':
      return [
        { name: 'attemptsRps', read: () => rateText(linkRate(selection.id)) },
        { name: 'attemptsPerRequest', read: () => times(liveValue(scope, 'attemptsPerRequest')) },
        { name: 'failedShare', read: () => formatRatio(1 - liveValue(scope, 'availability')) },
        { name: 'artMs', read: duration('artMs') },
      ];
    default:
      return [
        { name: 'attemptsRps', read: rate('offeredRps') },
        { name: 'utilization', read: ratio('utilization') },
        { name: 'queue', read: () => formatFactor(liveValue(scope, 'queueLength.mean')) },
        { name: 'artMs', read: duration('artMs') },
      ];
  }
}

function faultFigures(selection: Selection, document: Document, text: PanelText): Figure[] {
  const fault = getValue(document, pathOf(selection));
  const { kind, atMs, forMs, isRandom } = factsOf(isMap(fault) ? fault : {});
  const during = () => duringOf(engine.outlook(), isRandom ? 0 : atMs, forMs);
  return [
    { name: 'at', read: () => (isRandom ? text.fault.random : formatClock(atMs, atMs % 1000 === 0 ? 0 : 1)) },
    { name: 'for', read: () => (kind === 'cacheFlush' ? '–' : forMs === Infinity ? '∞' : formatDurationMs(forMs)) },
    { name: 'duringAvailability', read: () => formatRatio(during().availability) },
    { name: 'duringArt', read: () => formatDurationMs(during().artMs) },
  ];
}

function linkRate(id: string): number {
  const outlook = engine.outlook();
  return outlook ? linkNumbers(outlook, id, windowAt(outlook, shownMs())).rateRps : Number.NaN;
}

function rateText(perSecond: number): string {
  return Number.isNaN(perSecond) ? NO_VALUE : `${formatCount(perSecond)}${UNIT_SPACE}/s`;
}

function times(factor: number): string {
  return Number.isNaN(factor) ? NO_VALUE : `${formatFactor(factor)}${UNIT_SPACE}×`;
}

/** Number and unit, which is set smaller. */
function splitUnit(words: string): [string, string] {
  const at = words.search(/[\u202f%]/);
  return at < 0 ? [words, ''] : [words.slice(0, at), words.slice(at).replace(UNIT_SPACE, '')];
}
