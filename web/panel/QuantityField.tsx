import { useId, useState } from 'react';
import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Field } from '../ui/Field.tsx';
import { stepped } from './control-range.ts';
import { problemWords } from './problem-words.ts';
import { fieldWords, readTyped } from './written.ts';
import type { Problem, QuantityKind } from '../../sim-core/index.ts';
import type { SliderRange } from '../ui/slider-scale.ts';

interface QuantityFieldProps {
  label: string;
  kind: QuantityKind;
  value: number;
  /** As it stands in the document. */
  written: unknown;
  range: SliderRange;
  min?: number;
  max?: number;
  width?: number;
  problem?: Problem;
  onValue: (value: number) => void;
}

/** The exact value. What cannot be read, or may not stand there, is said under it; the run keeps what it had. */
export function QuantityField(props: QuantityFieldProps) {
  const { label, kind, value, written, range, min = 0, max = Infinity, width, problem, onValue } = props;
  const text = useText(panelText);
  const words = useText(parameterText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const [mistake, setMistake] = useState<{ words: string; at: number } | null>(null);
  const id = useId();
  const { digits, unit } = fieldWords(kind, written);
  const commit = (typed: string) => {
    const reading = readTyped(kind, typed, unit || DEFAULT_UNITS[kind]);
    setMistake(reading.ok ? null : { words: text.mistake(reading.found, words.allowed[kind]), at: value });
    if (reading.ok) onValue(reading.value);
  };
  const step = (steps: number) => onValue(Math.min(max, Math.max(min, stepped(value, steps, range))));
  // A mistake is forgotten as soon as the value is changed in any other way.
  const ownError = mistake !== null && Object.is(mistake.at, value) ? mistake.words : undefined;
  const error = ownError ?? (problem ? problemWords(problem, text, isChinese) : undefined);
  return (
    <Field
      id={id}
      label={label}
      value={digits}
      unit={unit}
      width={width}
      onCommit={commit}
      onStep={step}
      error={error}
    />
  );
}

/** Of digits typed where no number stood. */
const DEFAULT_UNITS: Readonly<Record<QuantityKind, string>> = {
  duration: 'ms',
  rate: '/s',
  size: 'B',
  bandwidth: 'bps',
  dataRate: 'B/s',
  ratio: '%',
  integer: '',
  number: '',
};
