import { useEffect, useState } from 'react';
import { sketchOf } from './topology-sketch.ts';
import styles from './story.module.css';
import type { Preset } from 'virtual:presets';
import type { Sketch, SketchBox } from './topology-sketch.ts';

const WIDTH = 240;
const HEIGHT = 76;
const MARGIN_X = 22;
const PITCH_MAX = 72;
const BOX = { width: 26, height: 14, gap: 3 };
/** More instances than these are not told apart at this size. */
const INSTANCES_SHOWN = 3;

/** Decoration on a gallery card; the card's words say what the scenario is. */
export function TopologySketch({ preset }: { preset: Preset }) {
  const [sketch, setSketch] = useState<Sketch | null>(null);
  useEffect(() => {
    let isWanted = true;
    void preset.load().then((document) => isWanted && setSketch(sketchOf(document)));
    return () => {
      isWanted = false;
    };
  }, [preset]);
  return (
    <svg className={styles.sketch} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {sketch?.lines.map(([from, to]) => (
        <path key={`${from} ${to}`} d={pathBetween(sketch.boxes[from], sketch.boxes[to])} />
      ))}
      {sketch?.boxes.map((box) => (
        <Box key={box.id} box={box} />
      ))}
    </svg>
  );
}

function Box({ box }: { box: SketchBox }) {
  const { x, y } = centreOf(box);
  if (box.isSource) return <circle cx={x} cy={y} r={7} />;
  const shown = Math.min(box.instances, INSTANCES_SHOWN);
  const pitch = 4;
  return Array.from({ length: shown }, (_, index) => {
    const shift = (index - (shown - 1) / 2) * pitch;
    return (
      <rect
        key={index}
        x={x - BOX.width / 2 + shift}
        y={y - BOX.height / 2 + shift}
        width={BOX.width}
        height={BOX.height}
        rx={4}
      />
    );
  });
}

function pathBetween(from: SketchBox, to: SketchBox): string {
  const a = centreOf(from);
  const b = centreOf(to);
  const middle = (a.x + b.x) / 2;
  return `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`;
}

/** Few columns stand together in the middle. */
function centreOf({ column, columns, y }: SketchBox): { x: number; y: number } {
  const pitch = Math.min(PITCH_MAX, (WIDTH - 2 * MARGIN_X) / Math.max(1, columns - 1));
  return { x: WIDTH / 2 + (column - (columns - 1) / 2) * pitch, y: y * HEIGHT };
}
