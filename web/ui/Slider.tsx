import { useId } from 'react';
import type { CSSProperties, KeyboardEvent } from 'react';
import { positionOf, ticksOf, valueAt } from './slider-scale.ts';
import styles from './ui.module.css';
import type { SliderScale } from './slider-scale.ts';

export interface SliderProps {
  label: string;
  /** log for durations, rates and sizes; linear for shares; steps for counts. */
  scale: SliderScale;
  min: number;
  max: number;
  value: number;
  /** Marked by a small triangle above the track. */
  defaultValue?: number;
  /** The value in words, for readers. */
  valueText: string;
  /** While it is dragged; `gesture` is the same during one drag. */
  onDrag: (value: number, gesture: string) => void;
  /** Finest difference that means anything. */
  step?: number;
  /** Draw the marks of the scale under the track. */
  showTicks?: boolean;
}

const RESOLUTION = 1000;
let gestures = 0;
let currentGesture = '';
const nextGesture = () => {
  currentGesture = `slider-${++gestures}`;
};

export function Slider(props: SliderProps) {
  const { label, scale, min, max, value, defaultValue, valueText, onDrag, step = 0, showTicks = true } = props;
  const id = useId();
  const range = { scale, min, max, step };
  const position = positionOf(value, range);
  const at = (share: number): CSSProperties => ({ left: `calc(${share * 100}% + ${7 - share * 14}px)` });
  const onKey = (event: KeyboardEvent) => {
    if (!KEYS.has(event.key)) return;
    nextGesture();
    if (!event.shiftKey || !(event.key in STEPS)) return;
    event.preventDefault();
    onDrag(valueAt(clamp(position + STEPS[event.key] * 0.1), range), currentGesture);
  };
  return (
    <span className={styles.slider} style={{ '--share': `${position * 100}%` } as CSSProperties}>
      <input
        id={id}
        type="range"
        aria-label={label}
        aria-valuetext={valueText}
        min={0}
        max={RESOLUTION}
        step={scale === 'steps' ? RESOLUTION / Math.max(1, max - min) : 1}
        value={position * RESOLUTION}
        onPointerDown={nextGesture}
        onKeyDown={onKey}
        onChange={(event) => onDrag(valueAt(event.target.valueAsNumber / RESOLUTION, range), currentGesture)}
      />
      {showTicks &&
        ticksOf(range).map((tick) => (
          <i key={tick} className={styles.sliderTick} style={at(positionOf(tick, range))} aria-hidden="true" />
        ))}
      {defaultValue !== undefined && (
        <i className={styles.sliderDefault} style={at(positionOf(defaultValue, range))} aria-hidden="true" />
      )}
    </span>
  );
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
const KEYS = new Set([...Object.keys(STEPS), 'Home', 'End', 'PageUp', 'PageDown']);
const clamp = (share: number) => Math.min(1, Math.max(0, share));
