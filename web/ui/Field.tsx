import { useState } from 'react';
import { Icon } from './Icon.tsx';
import styles from './ui.module.css';

export interface FieldProps {
  id: string;
  label: string;
  /** What stands there while nobody types. */
  value: string;
  /** Shown behind the number; part of what may be typed. */
  unit?: string;
  /** Called on Enter and when the field is left with other words in it. */
  onCommit: (text: string) => void;
  /** Arrow keys: −1 or 1, with Shift ±10. */
  onStep?: (steps: number) => void;
  /** What is wrong and what is allowed; stays under the field. */
  error?: string;
  /** Id of an element elsewhere that says what is wrong; marks the field as the place of it. */
  wrongBy?: string;
  width?: number;
  /** Stands there while nothing does. */
  placeholder?: string;
  /** Words, not a number: they begin at the left. */
  isText?: boolean;
}

/** A field for one exact value. Escape gives back what was there. */
export function Field({
  id,
  label,
  value,
  unit,
  onCommit,
  onStep,
  error,
  wrongBy,
  width = 92,
  placeholder,
  isText,
}: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const wrongId = error === undefined ? wrongBy : `${id}-error`;
  const commit = () => {
    if (draft !== null && draft.trim() !== value) onCommit(draft.trim());
    setDraft(null);
  };
  return (
    <span className={styles.fieldFrame}>
      <span
        className={styles.field}
        style={{ width }}
        data-invalid={wrongId !== undefined || undefined}
        data-text={isText}
      >
        <input
          id={id}
          aria-label={label}
          aria-invalid={wrongId !== undefined}
          aria-describedby={wrongId}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          value={draft ?? value}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(null);
            const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
            if (step === 0 || !onStep) return;
            event.preventDefault();
            setDraft(null);
            onStep(event.shiftKey ? step * 10 : step);
          }}
        />
        {unit && <span aria-hidden="true">{unit}</span>}
      </span>
      {error !== undefined && (
        <span id={`${id}-error`} className={styles.fieldError}>
          <Icon name="close" size={12} />
          {error}
        </span>
      )}
    </span>
  );
}
