import { useId, useState } from 'react';
import { Field } from '../ui/Field.tsx';
import { Mistake } from './Mistake.tsx';
import type { ReactNode } from 'react';
import type { Problem } from '../../sim-core/index.ts';

interface CheckedText {
  label: string;
  /** As it stands in the document. */
  value: string;
  width: number;
  placeholder?: string;
  problem: Problem | undefined;
  onCommit: (text: string) => void;
}

/**
 * A field for words of the scenario's own language, and what is wrong with them for below it. What was refused stays
 * in the field, so that it can be mended instead of typed again.
 */
export function useCheckedText({ label, value, width, placeholder, problem, onCommit }: CheckedText) {
  const id = useId();
  const [refused, setRefused] = useState({ typed: value, at: value });
  const typed = problem && refused.at === value ? refused.typed : value;
  const commit = (text: string) => {
    setRefused({ typed: text, at: value });
    onCommit(text);
  };
  const field = (
    <Field
      id={id}
      label={label}
      value={typed}
      width={width}
      placeholder={placeholder}
      isText
      wrongBy={problem && `${id}-mistake`}
      onCommit={commit}
    />
  );
  /** @param wayOut besides the name that was probably meant */
  const mistake = (wayOut?: ReactNode) =>
    problem && (
      <Mistake
        id={`${id}-mistake`}
        problem={problem}
        onUse={(nearest) => commit(typed.replace(unquoted(problem.found), nearest))}
      >
        {wayOut}
      </Mistake>
    );
  return { field, typed, mistake };
}

/** Problems show texts in quotes. */
function unquoted(found: string): string {
  return /^".*"$/.test(found) ? found.slice(1, -1) : found;
}
