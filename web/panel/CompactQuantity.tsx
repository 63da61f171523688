import { rangeOf } from './control-range.ts';
import { QuantityField } from './QuantityField.tsx';
import { Slider } from '../ui/Slider.tsx';
import { fieldWords, numberOf, writtenOf } from './written.ts';
import styles from './panel.module.css';
import type { QuantityKind } from '../../sim-core/index.ts';
import type { SliderRange } from '../ui/slider-scale.ts';

interface CompactProps {
  label: string;
  kind: QuantityKind;
  min?: number;
  max?: number;
  written: unknown;
  usual?: readonly number[];
  range?: SliderRange;
  canBeInfinite?: boolean;
  onSet: (written: unknown) => void;
  onDrag: (written: unknown, gesture: string) => void;
}

/** A quantity inside something larger: label, track and exact value in one row. */
export function CompactQuantity(props: CompactProps) {
  const { label, kind, min, max, written, usual = [], canBeInfinite = false, onSet, onDrag } = props;
  const value = numberOf(kind, written);
  const range = props.range ?? rangeOf({ kind, min, max, usual: usual.some(Number.isFinite) ? usual : [value], value });
  const { digits, unit } = fieldWords(kind, written);
  return (
    <div className={styles.compact}>
      <span className={styles.compactLabel}>{label}</span>
      <Slider
        label={label}
        scale={range.scale}
        min={range.min}
        max={range.max}
        step={range.step}
        value={shownOn(range, value)}
        valueText={digits + unit}
        showTicks={false}
        onDrag={(next, gesture) => onDrag(writtenOf(kind, next), gesture)}
      />
      <QuantityField
        label={label}
        kind={kind}
        value={value}
        written={written}
        range={range}
        min={min}
        max={canBeInfinite ? Infinity : max}
        width={92}
        onValue={(next) => onSet(writtenOf(kind, next))}
      />
    </div>
  );
}

/** What has no end stands at the right end, what is unknown at the left. */
export function shownOn(range: SliderRange, value: number): number {
  if (Number.isFinite(value)) return value;
  return value === Infinity ? range.max : range.min;
}
