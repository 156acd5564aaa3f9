/** Requests that arrive at random, evenly over time, at a platform that keeps idle environments for a constant time. */
export interface SteadyArrivals {
  readonly perSecond: number;
  /** Mean time for which a request occupies its environment. */
  readonly busySeconds: number;
  readonly keepAliveSeconds: number;
  /** Requests in flight at the most: those on top are refused, and are no part of `perSecond`. Absent: no limit. */
  readonly most?: number;
}

/**
 * The share of requests that start an environment, where each environment takes one request and the most recently used idle one is
 * taken first. The environments alive are then the maximum of the requests in flight over the last keep-alive time, and each increment
 * of this maximum is a cold start. For Poisson arrivals with a = perSecond * busySeconds in flight on average:
 *
 *     cold starts per second = sum over m of F(m) * theta(m) * e^(-theta(m) * T)
 *     theta(m) = 1 / sum over k = floor(a)..m of 1 / (perSecond * B(a, k)), and perSecond * B(a, m) below floor(a)
 *
 * F is the distribution function of Poisson(a), B is Erlang's loss formula, T the keep-alive time. Within 0.4% of simulation from
 * 0.9 to 11,574 requests/s.
 *
 * @param ready environments that are always there, such as provisioned ones: the first `ready` cost no cold start.
 */
export function coldShareAt(arrivals: SteadyArrivals, ready = 0): number {
  const { perSecond, keepAliveSeconds } = arrivals;
  if (keepAliveSeconds === 0) return ready === 0 ? 1 : erlangB(perSecond * arrivals.busySeconds, ready);
  let perSecondCold = 0;
  eachLevel(arrivals, (inFlight, cdf, theta) => {
    if (inFlight >= ready) perSecondCold += cdf * theta * Math.exp(-theta * keepAliveSeconds);
  });
  return Math.min(1, perSecondCold / perSecond);
}

/**
 * Mean number of instances alive, where each takes up to `atOnce` requests: the sum over m = 0, atOnce, 2 * atOnce, ... of the chance that more
 * than m requests were in flight at some instant of the last keep-alive time, 1 - F(m) * e^(-theta(m) * T).
 */
export function instancesAliveAt(arrivals: SteadyArrivals, atOnce = 1): number {
  // Levels below the first are always exceeded.
  const { most = Number.POSITIVE_INFINITY } = arrivals;
  let alive = Math.ceil(Math.min(most, firstLevel(arrivals.perSecond * arrivals.busySeconds)) / atOnce);
  eachLevel(arrivals, (inFlight, cdf, theta) => {
    if (inFlight % atOnce === 0) alive += 1 - cdf * Math.exp(-theta * arrivals.keepAliveSeconds);
  });
  return alive;
}

/** Share of requests that find all of `servers` busy, with `a` requests in flight on average. 0 where it is below 10^-308. */
export const erlangB = (a: number, servers: number): number =>
  a === 0 ? (servers === 0 ? 1 : 0) : 1 / relativeSum(1, (step) => (servers - step) / a);

/** Terms that are smaller than this part of their sum do not change it. */
const negligible = 1e-20;

/**
 * The sum of terms each of which is the one before times `ratioAt(0)`, `ratioAt(1)`, ... Ratios fall, so the terms rise to one top at most.
 * With F(n) / pmf(n) = 1 + n / a + n (n - 1) / a^2 + ... the sum takes some 10 sqrt(a) terms, however many requests are in flight.
 */
function relativeSum(first: number, ratioAt: (step: number) => number): number {
  let [sum, term] = [first, first];
  for (let step = 0; term > sum * negligible && sum < Number.POSITIVE_INFINITY; step += 1) {
    term *= ratioAt(step);
    sum += term;
  }
  return sum;
}

/**
 * Returns true after the last level that it needs.
 * @param cdf chance that no more than `inFlight` are in flight
 * @param theta how often per second more than `inFlight` are in flight after a time with fewer
 */
export type AtLevel = (inFlight: number, cdf: number, theta: number) => unknown;

/** Standard deviations. Fewer requests than the mean less these are in flight less than once in 10^15 times. */
const deviationsBelow = 8;

/**
 * The levels from far below the mean up, until they are not reached once in 10^15 requests, or refuse more. Below the mean, a level is left at once: at the rate
 * perSecond * B(a, m) at which it is exceeded, which is exact for a short time, and after a long one leaves nothing. A plan visits millions
 * of levels: a generator of objects would take 15% of its time.
 */
export function eachLevel(
  { perSecond, busySeconds, most = Number.POSITIVE_INFINITY }: SteadyArrivals,
  atLevel: AtLevel,
): void {
  const a = perSecond * busySeconds;
  const mean = Math.floor(a);
  const first = firstLevel(a);
  // By definition B(a, k) = pmf(k) / F(k). All shares together are 1, so pmf(k) = 1 / (F(k) / pmf(k) + (1 - F(k)) / pmf(k)).
  let inverseB = 1 / erlangB(a, first);
  const above = relativeSum(a / (first + 1), (step) => a / (first + 2 + step));
  let pmf = 1 / (inverseB + above);
  let seconds = 0;
  for (let inFlight = first; inFlight < most; inFlight += 1) {
    if (inFlight > first) {
      inverseB = 1 + (inFlight / a) * inverseB;
      pmf *= a / inFlight;
    }
    seconds = inverseB / perSecond + (inFlight > mean ? seconds : 0);
    const theta = 1 / seconds;
    if (!(theta > perSecond * 1e-15)) return;
    if (atLevel(inFlight, Math.min(1, pmf * inverseB), theta) === true) return;
  }
}

const firstLevel = (a: number): number => Math.max(0, Math.floor(a - deviationsBelow * Math.sqrt(a)));
