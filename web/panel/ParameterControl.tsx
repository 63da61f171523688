import { useId } from 'react';
import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Field } from '../ui/Field.tsx';
import { Slider } from '../ui/Slider.tsx';
import { Switch } from '../ui/Switch.tsx';
import { shownOn } from './CompactQuantity.tsx';
import { rangeOf } from './control-range.ts';
import { DistributionControl } from './DistributionControl.tsx';
import { Mistake } from './Mistake.tsx';
import { ParameterFrame } from './ParameterFrame.tsx';
import { usableOptions } from './parameter-groups.ts';
import { problemWords } from './problem-words.ts';
import { QuantityField } from './QuantityField.tsx';
import { Select } from './Select.tsx';
import { textOf } from './text-of.ts';
import { useParameter } from './use-parameter.ts';
import { fieldWords, isQuantity, numberOf, writtenOf } from './written.ts';
import { optionWords } from './written-words.ts';
import styles from './panel.module.css';
import type { ReactNode } from 'react';
import type { QuantityKind } from '../../sim-core/index.ts';
import type { SliderRange } from '../ui/slider-scale.ts';
import type { Form } from './distributions.ts';
import type { ParameterState, Written } from './use-parameter.ts';

export interface ControlProps {
  path: string;
  label: string;
  /** Instead of the range that the key suggests. */
  range?: SliderRange;
  /** Where a switched-off limit begins when it is switched on. */
  start?: string | number;
  /** What may stand in a text field. */
  choices?: readonly string[];
  /** Of a distribution: what a duration alone stands for. */
  bare?: Form;
  /** Of a value that is written in several ways. */
  writes?: Written;
  /** Something has to stand here although the table of keys knows a case without it. */
  isNeeded?: boolean;
}

/** The control that fits the kind of the value at this path. */
export function ParameterControl(props: ControlProps) {
  const state = useParameter(props.path, props.writes);
  if (!state) return null;
  const { kind } = state.parameter;
  if (isQuantity(kind)) return <QuantityParameter {...props} kind={kind} state={state} />;
  switch (kind) {
    case 'enum':
      return <EnumParameter {...props} state={state} />;
    case 'boolean':
      return <BooleanParameter {...props} state={state} />;
    case 'distribution':
      return <DistributionControl {...props} state={state} />;
    case 'string':
      return <TextParameter {...props} state={state} />;
    default:
      return null;
  }
}

type StateProps = ControlProps & { state: ParameterState };

/** A limit whose default is none has a switch; every other quantity is always there. */
function QuantityParameter(props: StateProps & { kind: QuantityKind }) {
  const { state, label, kind, start } = props;
  const text = useText(panelText);
  const { parameter, written, opened, set } = state;
  const isOptional = parameter.infinite && parameter.default === 'infinite';
  if (!isOptional) return <QuantityControl {...props} />;
  const isOn = written !== 'infinite' && written !== undefined;
  const begin = () => set(isLimit(kind, opened) ? opened : (start ?? STARTS[parameter.name] ?? USUAL_STARTS[kind]));
  const end = () => set(parameter.inherited ? 'infinite' : undefined);
  const toggle = <Switch checked={isOn} label={text.switchOn(label)} onChange={(on) => (on ? begin() : end())} />;
  if (!isOn) return <ParameterFrame state={state} label={label} control={toggle} hasNote={false} />;
  return <QuantityControl {...props} toggle={toggle} />;
}

const STARTS: Record<string, string | number> = {
  timeout: '1s',
  capacity: 100,
  max: '1s',
  for: '10s',
  bandwidth: '1Gbps',
  hashBalanceFactor: 150,
};
const USUAL_STARTS: Partial<Record<QuantityKind, string | number>> = {
  duration: '1s',
  integer: 10,
  bandwidth: '1Gbps',
};

function isLimit(kind: QuantityKind, written: unknown): boolean {
  return Number.isFinite(numberOf(kind, written));
}

function QuantityControl(props: StateProps & { kind: QuantityKind; toggle?: ReactNode }) {
  const { state, label, kind, toggle } = props;
  const { parameter, written, openedEffective, set, drag, problem } = state;
  const { min, max } = parameter;
  const value = numberOf(kind, written);
  const byDefault = numberOf(kind, parameter.default);
  const usual = [numberOf(kind, openedEffective), byDefault];
  const range = props.range ?? rangeOf({ kind, min, max, usual, value });
  const { digits, unit } = fieldWords(kind, written);
  const isDefaultOnTrack = byDefault >= range.min && byDefault <= range.max;
  const field = (
    <span className={styles.controls}>
      {toggle}
      <QuantityField
        label={label}
        kind={kind}
        value={value}
        written={written}
        range={range}
        min={min}
        max={max}
        problem={problem}
        onValue={(next) => set(writtenOf(kind, next))}
      />
    </span>
  );
  return (
    <ParameterFrame state={state} label={label} control={field}>
      <Slider
        label={label}
        scale={range.scale}
        min={range.min}
        max={range.max}
        step={range.step}
        value={shownOn(range, value)}
        defaultValue={isDefaultOnTrack ? byDefault : undefined}
        valueText={digits + unit}
        onDrag={(next, gesture) => drag(writtenOf(kind, next), gesture)}
      />
    </ParameterFrame>
  );
}

function EnumParameter({ state, label, isNeeded }: StateProps) {
  const words = useText(parameterText);
  const text = useText(panelText);
  const document = usePage((page) => page.document);
  const { parameter, written, set } = state;
  const usable = usableOptions(parameter, document);
  // Where nothing is a choice too, it can be taken back.
  const options = parameter.default === undefined && !isNeeded ? ['', ...usable] : usable;
  const chosen = typeof written === 'string' || typeof written === 'number' ? String(written) : '';
  const shown = options.includes(chosen) ? options : [chosen, ...options];
  const control = (
    <Select
      label={label}
      value={chosen}
      options={shown.map((option) => ({ value: option, label: optionWords(option, words) || text.none }))}
      onChange={(option) => set(option === '' ? undefined : option)}
    />
  );
  return <ParameterFrame state={state} label={label} control={control} />;
}

function BooleanParameter({ state, label }: StateProps) {
  const { written, set } = state;
  return (
    <ParameterFrame
      state={state}
      label={label}
      hasNote={false}
      control={<Switch checked={written === true} label={label} onChange={set} />}
    />
  );
}

function TextParameter({ state, label, choices }: StateProps) {
  const text = useText(panelText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const id = useId();
  const { written, set, problem } = state;
  const value = textOf(written);
  if (choices) {
    const options = choices.includes(value) ? choices : [value, ...choices];
    const control = (
      <Select
        label={label}
        value={value}
        options={options.map((option) => ({ value: option, label: option || text.none }))}
        onChange={(option) => set(option === '' ? undefined : option)}
      />
    );
    return (
      <ParameterFrame state={state} label={label} control={control}>
        {problem && <Mistake problem={problem} />}
      </ParameterFrame>
    );
  }
  const error = problem ? problemWords(problem, text, isChinese) : undefined;
  const control = (
    <Field
      id={id}
      label={label}
      value={value}
      width={150}
      isText
      error={error}
      onCommit={(typed) => set(typed === '' ? undefined : typed)}
    />
  );
  return <ParameterFrame state={state} label={label} control={control} />;
}
