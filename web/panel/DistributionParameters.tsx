import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { isMap } from '../store/document-diff.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { CompactQuantity } from './CompactQuantity.tsx';
import { formOf, kindOfParameter, minOfParameter, parametersOfForm, sharing, withInner } from './distributions.ts';
import { FormSelect } from './FormSelect.tsx';
import { wordFor } from './word-for.ts';
import { numberOf } from './written.ts';
import styles from './panel.module.css';
import type { Form } from './distributions.ts';

interface Edits {
  onSet: (written: unknown) => void;
  onDrag: (written: unknown, gesture: string) => void;
}

interface DistributionProps extends Edits {
  written: unknown;
  /** As the scenario was opened: where tracks are centred. */
  opened: unknown;
  bare: Form;
}

/** Every edit gives the whole distribution, so that one inherited from elsewhere is written here complete. */
export function DistributionParameters({ written, opened, bare, onSet, onDrag }: DistributionProps) {
  const form = formOf(written, bare);
  if (form === undefined) return null;
  const inner = isMap(written) ? written[form] : undefined;
  const edits = (keys: readonly (string | number)[]): Edits => ({
    onSet: (value) => onSet(withInner(written, keys, value)),
    onDrag: (value, gesture) => onDrag(withInner(written, keys, value), gesture),
  });
  if (!isMap(written)) {
    const key = bare === 'constant' ? 'constant' : 'mean';
    return <Value name={key} written={written} opened={opened} onSet={onSet} onDrag={onDrag} />;
  }
  const before = isMap(opened) ? opened[form] : undefined;
  if (Array.isArray(inner)) return <Parts form={form} parts={inner} edits={edits} onReplace={onSet} />;
  if (!isMap(inner)) return <Value name="constant" written={inner} opened={before} {...edits([form])} />;
  if (form === 'percentiles') return <Percentiles points={inner} edits={edits} />;
  if (form === 'shifted') {
    return (
      <>
        <Value name="by" written={inner.by} opened={undefined} {...edits([form, 'by'])} />
        <Nested written={inner.of} {...edits([form, 'of'])} />
      </>
    );
  }
  return parametersOfForm(written, form).map((name) => (
    <Value
      key={name}
      name={name}
      written={inner[name] ?? (name === 'cap' ? 'infinite' : undefined)}
      opened={isMap(before) ? before[name] : undefined}
      {...edits([form, name])}
    />
  ));
}

interface ValueProps extends Edits {
  name: string;
  label?: string;
  written: unknown;
  opened: unknown;
}

function Value({ name, label, written, opened, onSet, onDrag }: ValueProps) {
  const words = useText(parameterText);
  const kind = kindOfParameter(name);
  return (
    <CompactQuantity
      label={label ?? wordFor(words.formParameters, name)}
      kind={kind}
      min={minOfParameter(name)}
      written={written}
      usual={[numberOf(kind, opened)]}
      canBeInfinite={name === 'cap'}
      onSet={onSet}
      onDrag={onDrag}
    />
  );
}

function Nested({ written, onSet, onDrag }: { written: unknown } & Edits) {
  const words = useText(parameterText);
  return (
    <>
      <div className={styles.compact}>
        <span className={styles.compactLabel}>{words.formParameters.of}</span>
        <FormSelect
          label={words.formParameters.of}
          written={written}
          opened={undefined}
          bare="constant"
          canBeAbsent={false}
          onChange={onSet}
        />
      </div>
      <div className={styles.inner}>
        <DistributionParameters written={written} opened={undefined} bare="constant" onSet={onSet} onDrag={onDrag} />
      </div>
    </>
  );
}

interface PartsProps {
  form: Form;
  parts: readonly unknown[];
  edits: (keys: readonly (string | number)[]) => Edits;
  onReplace: (written: unknown) => void;
}

function Parts({ form, parts, edits, onReplace }: PartsProps) {
  const words = useText(parameterText);
  const replace = (next: readonly unknown[]) => onReplace({ [form]: form === 'empirical' ? next : sharing(next) });
  return (
    <>
      {parts.map((part, index) => (
        // Parts have no names; their place is who they are.
        <fieldset key={`${form}.${String(index)}`} className={styles.part}>
          <legend>{words.part(index + 1)}</legend>
          {parts.length > 1 && (
            <span className={styles.partRemove}>
              <IconButton
                icon="trash"
                label={words.removePart}
                onClick={() => replace(parts.filter((_, other) => other !== index))}
              />
            </span>
          )}
          <Part form={form} part={part} index={index} edits={edits} />
        </fieldset>
      ))}
      <Button icon="plus" className={styles.add} onClick={() => replace([...parts, parts.at(-1)])}>
        {words.addPart}
      </Button>
    </>
  );
}

function Part({ form, part, index, edits }: Pick<PartsProps, 'form' | 'edits'> & { part: unknown; index: number }) {
  if (!isMap(part)) return <Value name="constant" written={part} opened={undefined} {...edits([form, index])} />;
  return (
    <>
      <Value name="p" written={part.p} opened={undefined} {...edits([form, index, 'p'])} />
      {form === 'mixture' ? (
        <Nested written={part.of} {...edits([form, index, 'of'])} />
      ) : (
        <Value name="mean" written={part.mean} opened={undefined} {...edits([form, index, 'mean'])} />
      )}
    </>
  );
}

function Percentiles({ points, edits }: { points: Readonly<Record<string, unknown>>; edits: PartsProps['edits'] }) {
  const words = useText(parameterText);
  const percents = Object.keys(points).toSorted((a, b) => Number(a) - Number(b));
  return percents.map((percent) => (
    <Value
      key={percent}
      name={percent}
      label={words.percentile(percent)}
      written={points[percent]}
      opened={undefined}
      {...edits(['percentiles', percent])}
    />
  ));
}
