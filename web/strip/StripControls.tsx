import { useState } from 'react';
import type { StripText } from '../i18n/strip.ts';
import { formatClock } from '../scene/format.ts';
import type { StripLayout } from '../scene/strip-layout.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { timeStepMs, clockDecimals } from '../scene/axis-ticks.ts';
import styles from './Strip.module.css';

interface ControlsProps {
  text: StripText;
  layout: StripLayout;
  /** What is selected and has series of its own. */
  selected: { key: string; name: string } | null;
  isScoped: boolean;
  onScope: (isScoped: boolean) => void;
}

const EXTRA_ROWS = ['none', 'queueLength', 'utilization', 'attemptsPerRequest', 'inFlight'] as const;

/** Scope at the left; zoom, percentiles and the fifth chart at the right. */
export function StripControls({ text, layout, selected, isScoped, onScope }: ControlsProps) {
  const at = layout.isNarrow ? undefined : { top: layout.laneTop - 2 };
  return (
    <div className={styles.controls}>
      {selected && (
        <div className={styles.scope} style={at && { ...at, maxWidth: layout.x0 - 24 }}>
          <Segmented
            label={text.scope}
            value={isScoped ? 'selected' : 'system'}
            options={[
              { value: 'system', label: text.scopeSystem },
              { value: 'selected', label: selected.name },
            ]}
            onChange={(value) => onScope(value === 'selected')}
          />
        </div>
      )}
      <div className={styles.options} style={at}>
        <ZoomReset text={text} />
        <PercentilesToggle text={text} />
        <ExtraRowMenu text={text} />
      </div>
    </div>
  );
}

function ZoomReset({ text }: { text: StripText }) {
  const zoom = usePage((state) => state.zoom);
  const patch = usePage((state) => state.patch);
  if (!zoom) return null;
  const decimals = clockDecimals(timeStepMs(zoom.toMs - zoom.fromMs, 10, 1));
  const words = text.zoomed(formatClock(zoom.fromMs, decimals), formatClock(zoom.toMs, decimals));
  return (
    <Tooltip text={`${text.resetZoom} (${words})`} shortcut="Esc">
      <button
        type="button"
        className={styles.option}
        aria-label={`${text.resetZoom}: ${words}`}
        onClick={() => patch({ zoom: null })}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M2.500 4v8M13.500 4v8M4.500 8h7M6.500 6l-2 2 2 2M9.500 6l2 2-2 2" className={styles.optionIcon} />
        </svg>
      </button>
    </Tooltip>
  );
}

function PercentilesToggle({ text }: { text: StripText }) {
  const isShown = usePage((state) => state.showPercentiles);
  const patch = usePage((state) => state.patch);
  return (
    <Tooltip text={text.percentilesHelp}>
      <button
        type="button"
        className={styles.option}
        aria-label={text.percentilesHelp}
        aria-pressed={isShown}
        onClick={() => patch({ showPercentiles: !isShown })}
      >
        p99
      </button>
    </Tooltip>
  );
}

function ExtraRowMenu({ text }: { text: StripText }) {
  const extraRow = usePage((state) => state.extraRow);
  const patch = usePage((state) => state.patch);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  return (
    <>
      <IconButton
        icon="plus"
        label={text.fifthChart}
        className={styles.option}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt({ x: box.left, y: box.bottom + 4 });
        }}
      />
      {at && (
        <Menu
          label={text.fifthChart}
          at={at}
          onClose={() => setAt(null)}
          items={EXTRA_ROWS.map((row) => ({
            id: row,
            label: text.extraRows[row],
            isChecked: row === extraRow,
            onChoose: () => patch({ extraRow: row }),
          }))}
        />
      )}
    </>
  );
}
