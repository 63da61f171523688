import { useText } from '../i18n/index.ts';
import { stageText } from '../i18n/stage.ts';
import { Menu } from '../ui/Menu.tsx';
import { breakNow, healingOf, healNow } from './faults.ts';
import type { MenuItem } from '../ui/Menu.tsx';
import type { Topology } from '../engine/protocol.ts';
import type { StageText } from '../i18n/stage.ts';
import type { Breakage } from './faults.ts';

export interface FaultMenuRequest {
  /** As in a fault: "orders", "orders#2", "zone:az-a". */
  readonly target: string;
  readonly isBroken: boolean;
  readonly at: { readonly x: number; readonly y: number };
}

const BREAKAGES = [
  ['crash', 'crashFor'],
  ['crash-until-healed', 'crashForever'],
  ['crash-host', 'crashHost'],
  ['slow', 'slowTen'],
  ['error', 'errorsThirty'],
  ['pause', 'pauseFor'],
] as const satisfies readonly (readonly [Breakage, keyof StageText])[];

/** Ways to break what was pointed at, and to heal it. */
export function FaultMenu(props: { request: FaultMenuRequest; topology: Topology; onClose: () => void }) {
  const { request, topology, onClose } = props;
  const text = useText(stageText);
  const healing = healingOf(topology, request.target, request.isBroken);
  const items: MenuItem[] = BREAKAGES.map(([breakage, words]) => ({
    id: breakage,
    label: text[words],
    onChoose: () => breakNow(breakage, request.target),
  }));
  items.push({
    id: 'heal',
    label: text.heal,
    disabledReason: healing.paths.length > 0 ? undefined : healing.isRandom ? text.randomFault : text.nothingToHeal,
    onChoose: () => healNow(topology, healing.paths),
  });
  return (
    <Menu label={text.breakMenu(request.target.replace('zone:', ''))} items={items} at={request.at} onClose={onClose} />
  );
}
