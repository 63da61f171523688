import { describe, expect, it } from 'vitest';
import { asArrivals, withoutState, withState } from '../../web/panel/arrivals.ts';
import { sessionOf, withoutRequest, withRequest } from '../../web/panel/sessions.ts';

describe('requests of a workload in the panel', () => {
  const arrivals = { poisson: 5 };

  it('become a session with the second one, and a call again with one left', () => {
    const two = withRequest({ call: 'web', arrivals });
    expect(two).toEqual({ session: [{ call: 'web', think: '1s' }, { call: 'web' }], arrivals });
    expect(withoutRequest(two, 0)).toEqual({ call: 'web', arrivals });
    expect(sessionOf(withRequest(two))).toHaveLength(3);
  });

  it('keep a pause that somebody wrote', () => {
    const one = withoutRequest({ session: [{ call: 'a' }, { call: 'b', think: '3s' }], arrivals }, 0);
    expect(one).toEqual({ session: [{ call: 'b', think: '3s' }], arrivals });
    expect(sessionOf(withRequest(one))[0]).toEqual({ call: 'b', think: '3s' });
  });
});

describe('bursts in the panel', () => {
  it('begin with the load that was there, and give it back', () => {
    const bursty = asArrivals('bursty', { poisson: '280/s' });
    expect(bursty).toMatchObject({ bursty: { rates: ['140/s', '840/s'] } });
    expect(asArrivals('constant', bursty)).toEqual({ constant: '280/s' });
  });

  it('have as many stays as rates', () => {
    const bursty = { rates: [1, 2], stay: ['1s', '2s'] };
    expect(withState(bursty)).toEqual({ rates: [1, 2, 2], stay: ['1s', '2s', '2s'] });
    expect(withoutState(bursty, 0)).toEqual({ rates: [2], stay: ['2s'] });
  });
});
