import { useEffect, useRef } from 'react';
import { engine } from '../engine/engine.ts';
import { onFrame } from '../frame/frame-loop.ts';
import { useText } from '../i18n/index.ts';
import { stripText } from '../i18n/strip.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton } from '../ui/Button.tsx';
import { Slider } from '../ui/Slider.tsx';
import { RunFacts } from './RunFacts.tsx';
import { setText } from './text-layer.ts';
import { formatClock } from '../scene/format.ts';
import styles from './Transport.module.css';

const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;

/** Playback: step, play, time, speed, loop, and what the whole run was. */
export function Transport() {
  const text = useText(stripText);
  const playing = usePage((state) => state.playing);
  const setPlaying = usePage((state) => state.setPlaying);
  const stepWindow = usePage((state) => state.stepWindow);
  const stepEvent = usePage((state) => state.stepEvent);
  return (
    <div className={styles.transport}>
      <IconButton
        icon="step-back"
        label={text.stepBack}
        shortcut="←"
        className={styles.step}
        onClick={() => stepWindow(-1)}
      />
      <IconButton
        icon={playing ? 'pause' : 'play'}
        look="primary"
        label={playing ? text.pause : text.play}
        shortcut={text.space}
        className={styles.play}
        onClick={() => setPlaying(!playing)}
      />
      <IconButton
        icon="step-forward"
        label={text.stepForward}
        shortcut="Shift →"
        className={styles.step}
        onClick={(event) => (event.shiftKey ? stepWindow(1) : stepEvent())}
      />
      <Clock />
      <Speed />
      <Loop />
      <RunFacts />
    </div>
  );
}

/** Time of the playback clock, written each frame without React. */
function Clock() {
  const now = useRef<HTMLElement>(null);
  const text = useText(stripText);
  const durationMs = usePage((state) => state.topology?.durationMs);
  useEffect(() => onFrame('dom', () => setText(now.current, formatClock(engine.now(), 3))), []);
  return (
    <span className={styles.clock}>
      <b ref={now} />
      {durationMs !== undefined && <span>{text.ofTotal(formatClock(durationMs, 0))}</span>}
    </span>
  );
}

function Speed() {
  const text = useText(stripText);
  const speed = usePage((state) => state.speed);
  const setSpeed = usePage((state) => state.setSpeed);
  const words = String(Number(speed.toPrecision(2)));
  return (
    <span className={styles.speed}>
      <span className={styles.speedText}>{`${words}×`}</span>
      <span className={styles.speedSlider}>
        <Slider
          label={text.speed}
          scale="log"
          min={SPEED_MIN}
          max={SPEED_MAX}
          value={speed}
          valueText={text.speedText(words)}
          onDrag={(value) => setSpeed(Number(value.toPrecision(2)))}
          showTicks={false}
        />
      </span>
    </span>
  );
}

function Loop() {
  const text = useText(stripText);
  const loop = usePage((state) => state.loop);
  const patch = usePage((state) => state.patch);
  return (
    <IconButton
      icon="loop"
      label={text.loop}
      aria-pressed={loop}
      className={styles.loop}
      onClick={() => patch({ loop: !loop })}
    />
  );
}
