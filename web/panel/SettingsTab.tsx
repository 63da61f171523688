import { usePage } from '../store/page-store.ts';
import { FaultSettings } from './FaultSettings.tsx';
import { InstanceSettings } from './InstanceSettings.tsx';
import { groupsOf } from './parameter-groups.ts';
import { ParameterGroup } from './ParameterGroup.tsx';
import { ScenarioSettings } from './ScenarioSettings.tsx';
import { ServiceSettings } from './ServiceSettings.tsx';
import { WorkloadSettings } from './WorkloadSettings.tsx';
import type { Selection } from '../store/contract.ts';

export function SettingsTab({ selection }: { selection: Selection }) {
  switch (selection.kind) {
    case 'scenario':
      return <ScenarioSettings />;
    case 'service':
      return <ServiceSettings id={selection.id} />;
    case 'instance':
      return <InstanceSettings id={selection.id} />;
    case 'link':
      return <LinkSettings id={selection.id} />;
    case 'workload':
      return <WorkloadSettings id={selection.id} />;
    default:
      return <FaultSettings selection={selection} />;
  }
}

function LinkSettings({ id }: { id: string }) {
  const document = usePage((state) => state.document);
  return groupsOf('link', `links.${id}`, document).map((group) => <ParameterGroup key={group.name} group={group} />);
}
