import { useEffect, useRef, useState } from 'react';
import { presets } from 'virtual:presets';
import { hasKeyNames, loadKeyNames, wordsOfEdit } from '../engine/edit-words.ts';
import { engine } from '../engine/engine.ts';
import { onFrame } from '../frame/frame-loop.ts';
import { storyText } from '../i18n/story.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { isDone, seenByMs, stepAt } from './conditions.ts';
import { backEdit, isApplied, tryWords } from './try-edit.ts';
import styles from './story.module.css';
import type { PresetStep } from 'virtual:presets';

/** The story of the preset that is open, one step at a time. */
export function StoryCard() {
  const presetId = usePage((state) => state.presetId);
  const openedCount = usePage((state) => state.openedCount);
  const step = usePage((state) => state.storyStep);
  const preset = presets.find(({ id }) => id === presetId);
  if (!preset || !preset.steps[step]) return null;
  return <Steps key={openedCount} steps={preset.steps} step={step} />;
}

function Steps({ steps, step }: { steps: readonly PresetStep[]; step: number }) {
  const text = useText(storyText);
  const language = usePage((state) => (state.language === 'en' ? 'en' : 'zh'));
  const done = useDone(steps);
  const stopFollowing = useFollowing(steps);
  const [isFolded, setFolded] = useState(true);
  const shown = steps[step];
  return (
    <aside className={styles.card} aria-label={text.story}>
      <div className={styles.top}>
        <Pips steps={steps} step={step} done={done} />
        <StepButtons steps={steps} step={step} onTurn={stopFollowing} />
      </div>
      <h2 className={styles.title}>
        <button type="button" className={styles.fold} aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)}>
          {shown.title[language]}
        </button>
        <span className={styles.plainTitle}>{shown.title[language]}</span>
        {done.has(step) && (
          <span className={styles.done}>
            <Icon name="check" size={14} />
            <span className={styles.hidden}>{text.done}</span>
          </span>
        )}
      </h2>
      <div className={styles.body} data-folded={isFolded || undefined}>
        <p aria-live="polite">{shown.text[language]}</p>
        {shown.try && <TryButton edit={shown.try} />}
      </div>
    </aside>
  );
}

function Pips({ steps, step, done }: { steps: readonly PresetStep[]; step: number; done: ReadonlySet<number> }) {
  const text = useText(storyText);
  return (
    <>
      <span className={styles.pips} aria-hidden="true">
        {steps.map(({ title }, index) => (
          <i key={title.en} data-now={index === step || undefined} data-done={done.has(index) || undefined} />
        ))}
      </span>
      <span className={styles.count}>{text.stepOf(step + 1, steps.length)}</span>
    </>
  );
}

/** Going to a step also goes to its moment of the run. */
function StepButtons({ steps, step, onTurn }: { steps: readonly PresetStep[]; step: number; onTurn: () => void }) {
  const text = useText(storyText);
  const patch = usePage((state) => state.patch);
  const seek = usePage((state) => state.seek);
  const go = (to: number) => {
    const target = steps[to];
    if (!target) return;
    onTurn();
    patch({ storyStep: to });
    if (target.atMs !== undefined) seek(target.atMs);
  };
  return (
    <span className={styles.stepButtons}>
      <IconButton
        icon="chevron-left"
        label={step > 0 ? text.previous : text.first}
        aria-disabled={step === 0}
        onClick={() => go(step - 1)}
      />
      <IconButton
        icon="chevron-right"
        label={step < steps.length - 1 ? text.next : text.last}
        aria-disabled={step === steps.length - 1}
        onClick={() => go(step + 1)}
      />
    </span>
  );
}

/** Makes the step's edit, as one undoable step; once made it can be taken back. */
function TryButton({ edit }: { edit: NonNullable<PresetStep['try']> }) {
  const text = useText(storyText);
  const document = usePage((state) => state.document);
  const base = usePage((state) => state.baseDocument);
  const set = usePage((state) => state.set);
  const words = useEditWords(edit);
  const made = isApplied(edit, document);
  const { path, value } = made ? backEdit(edit, base) : { path: edit.path, value: edit.value ?? undefined };
  return (
    <div className={styles.try}>
      <Button look={made ? 'outlined' : 'primary'} icon={made ? 'undo' : undefined} onClick={() => set(path, value)}>
        {made ? text.takeBack : text.try}
      </Button>
      {words === null ? <code>{tryWords(edit)}</code> : <span>{words}</span>}
    </div>
  );
}

/** The edit in the words of the panel, once they are there; null: it goes by what stands in the document. */
function useEditWords({ path, value }: NonNullable<PresetStep['try']>): string | null {
  const language = usePage((state) => state.language);
  const [hasNames, setHasNames] = useState(hasKeyNames);
  useEffect(() => {
    void loadKeyNames().then(() => setHasNames(true));
  }, []);
  return hasNames ? wordsOfEdit(path, value, language) : null;
}

const LOOK_EVERY_MS = 250;

/** Until the reader turns a page, the card is at the step of the time on screen. */
function useFollowing(steps: readonly PresetStep[]): () => void {
  const patch = usePage((state) => state.patch);
  const hasTurned = useRef(false);
  useEffect(
    () =>
      onFrame('dom', () => {
        if (hasTurned.current) return;
        const step = stepAt(steps, engine.now());
        if (pageStore.getState().storyStep !== step) patch({ storyStep: step });
      }),
    [steps, patch],
  );
  return () => {
    hasTurned.current = true;
  };
}

/** Steps that the reader has seen happen, or has made happen by an edit. A step that has ticked stays ticked. */
function useDone(steps: readonly PresetStep[]): ReadonlySet<number> {
  const [done, setDone] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    let lookedMs = 0;
    return onFrame('dom', (realMs) => {
      if (realMs - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = realMs;
      setDone((before) => {
        const added = steps.flatMap((step, index) => (!before.has(index) && hasHappened(step) ? [index] : []));
        return added.length === 0 ? before : new Set([...before, ...added]);
      });
    });
  }, [steps]);
  return done;
}

function hasHappened({ done, try: edit }: PresetStep): boolean {
  const { topology, edits } = pageStore.getState();
  if (!done || topology === null) return false;
  const isTheirs = edit ? edits.length > 0 : engine.now() >= seenByMs(done, topology);
  return isTheirs && isDone(done, engine.outlook());
}
