import { describe, expect, it } from 'vitest';
import {
  coldShareAt,
  erlangB,
  instancesAliveAt,
  type SteadyArrivals,
} from '../../../src/concurrency/steady-poisson.ts';
import { seededRandom } from '../../../src/model/random.ts';

const steady = (perSecond: number, busySeconds: number, keepAliveSeconds: number) => ({
  perSecond,
  busySeconds,
  keepAliveSeconds,
});

describe('steady Poisson arrivals', () => {
  it('starts an environment after every pause that is longer than the keep-alive time', () => {
    // At 0.001/s and 200 ms hardly two requests meet: cold after a pause of 300 s, e^-0.3 = 0.7408, and with one in flight, a = 0.0002.
    expect(coldShareAt(steady(0.001, 0.2, 300))).toBeCloseTo(Math.exp(-0.3), 3);
  });

  it.each([
    [10, 2.016, 10],
    [10, 2.016, 60],
    [3, 0.4, 30],
  ])('agrees with a simulation of %d/s, %d s, kept for %d s', (rate, seconds, keptFor) => {
    const { coldShare, alive } = simulated(steady(rate, seconds, keptFor), 300_000);
    expect(Math.abs(coldShareAt(steady(rate, seconds, keptFor)) / coldShare - 1)).toBeLessThan(0.05);
    expect(Math.abs(instancesAliveAt(steady(rate, seconds, keptFor)) / alive - 1)).toBeLessThan(0.01);
  });

  it('agrees with the reference figures of 2,315 requests in flight: 2,521 environments', () => {
    expect(Math.round(instancesAliveAt(steady(1e9 / 86_400, 0.2, 600)))).toBe(2521);
  });

  it('refuses half of the requests at 2,016 in flight and 1,000 servers', () => {
    expect(erlangB(2016, 1000)).toBeCloseTo(0.50445, 5);
    expect(erlangB(0, 5)).toBe(0);
  });

  it('sums a window of terms only: a million million servers with as many in flight refuse 1 of 1,253,314', () => {
    // 1 / B(n, n) = 1 + Q(n), and Ramanujan's Q(n) is sqrt(pi n / 2) - 1 / 3: 1,253,314.137 + 2 / 3. A loop over all servers takes an hour.
    expect(1 / erlangB(1e12, 1e12)).toBeCloseTo(1_253_314.804, 2);
    expect(1 / erlangB(100, 100)).toBeCloseTo(Math.sqrt(50 * Math.PI) + 2 / 3 + Math.sqrt(Math.PI / 200) / 12, 3);
  });

  it('has as many environments as requests in flight where none is kept', () => {
    expect(instancesAliveAt(steady(1e8, 1, 0)) - 1e8).toBeCloseTo(0, 0);
    expect(instancesAliveAt(steady(100, 0.2, 0))).toBeCloseTo(20, 9);
    // Twelve at once and one in flight on average: an instance is there unless none is in flight, 1 - e^-1; a second one in 1 of 10^10.
    expect(instancesAliveAt(steady(5, 0.2, 0), 12)).toBeCloseTo(1 - Math.exp(-1), 9);
  });

  it('has 3.28 environments at 25/s of 100 ms that are kept for 50 ms', () => {
    // Requests in flight alone are 2.5. The formula is of long times: within 2 % here.
    const short = steady(25, 0.1, 0.05);
    expect(Math.abs(instancesAliveAt(short) / simulated(short, 300_000).alive - 1)).toBeLessThan(0.02);
  });

  it('does not jump where the mean passes a whole number', () => {
    for (const keptFor of [0, 0.05, 300]) {
      const [below, above] = [4.9999, 5.0001].map((rate) => instancesAliveAt(steady(rate, 0.2, keptFor)));
      expect((above ?? 0) / (below ?? 0) - 1).toBeGreaterThan(0);
      expect((above ?? 0) / (below ?? 0) - 1).toBeLessThan(0.03);
    }
  });

  it('starts no environment for requests that ready ones take', () => {
    const arrivals = steady(10, 2.016, 10);
    expect(coldShareAt(arrivals, 60)).toBeLessThan(1e-6);
    expect(coldShareAt(arrivals, 25)).toBeLessThan(coldShareAt(arrivals));
    expect(coldShareAt(arrivals, 1)).toBeCloseTo(coldShareAt(arrivals), 6);
  });

  it('needs a sixteenth of the instances, rounded up by the level, where each takes sixteen requests', () => {
    // 20 in flight on average, at most about 45 within 300 s: three instances, seldom four.
    const alive = instancesAliveAt(steady(100, 0.2, 300), 16);
    expect(alive).toBeGreaterThan(2.9);
    expect(alive).toBeLessThan(3.5);
  });
});

/** Every environment takes one request, the one that has been idle for the shortest time first; durations are exponential. */
function simulated({ perSecond, busySeconds, keepAliveSeconds }: SteadyArrivals, requests: number) {
  const random = seededRandom(7);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const environments: { freeAt: number; bornAt: number }[] = [];
  let [now, coldStarts, aliveSeconds] = [0, 0, 0];
  const retire = (at: number) => {
    for (let index = environments.length - 1; index >= 0; index -= 1) {
      const { freeAt, bornAt } = environments[index] as (typeof environments)[number];
      if (freeAt + keepAliveSeconds > at) continue;
      aliveSeconds += freeAt + keepAliveSeconds - bornAt;
      environments.splice(index, 1);
    }
  };
  for (let request = 0; request < requests; request += 1) {
    now += exponential(1 / perSecond);
    retire(now);
    const idle = environments.filter(({ freeAt }) => freeAt <= now).sort((a, b) => b.freeAt - a.freeAt)[0];
    const freeAt = now + exponential(busySeconds);
    if (idle !== undefined) idle.freeAt = freeAt;
    else {
      coldStarts += 1;
      environments.push({ freeAt, bornAt: now });
    }
  }
  for (const { bornAt } of environments) aliveSeconds += now - bornAt;
  return { coldShare: coldStarts / requests, alive: aliveSeconds / now };
}
