import { describe, expect, it } from 'vitest';
import { membersOf } from '../../web/stage/faults.ts';
import { storm } from '../scene/topologies.ts';

describe('members of a fault target', () => {
  it('are one instance, a range, a service, a share of it or a zone', () => {
    expect(membersOf(storm, 'orders#2')).toEqual(['orders#2']);
    expect(membersOf(storm, 'orders#2..3')).toEqual(['orders#2', 'orders#3']);
    expect(membersOf(storm, 'gateway')).toEqual(['gateway#1', 'gateway#2']);
    expect(membersOf(storm, '50% of gateway')).toEqual(['gateway#1', 'gateway#2']);
    expect(membersOf(storm, 'zone:az-b')).toEqual(['gateway#2', 'orders#3', 'payments#3']);
  });

  it('are nobody when the name is unknown', () => {
    expect(membersOf(storm, 'nobody')).toEqual([]);
  });
});
