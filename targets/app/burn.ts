/**
 * Real CPU work: steps of a linear congruential generator (constants: Numerical Recipes), each of which needs
 * the one before. The caller must use the result, so that the compiler cannot leave the work out.
 *
 * Integers in local variables only: this loop is fast from its first call on, after about 2 ms. One that read an array
 * took 7 times as long on its first two calls, which would have made every cold start look like that.
 */
export function burn(iterations: number): number {
  let state = 1;
  for (let i = 0; i < iterations; i += 1) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}

const samples = 9;
const iterationsPerSample = 10_000_000;

/** How many iterations take 1 ms of CPU here: the median of several, after the compiler has warmed up. */
export function calibrate(): number {
  let used = burn(iterationsPerSample) ^ burn(iterationsPerSample);
  const rates: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const before = process.cpuUsage();
    used ^= burn(iterationsPerSample);
    const { user, system } = process.cpuUsage(before);
    rates.push(iterationsPerSample / ((user + system) / 1000));
  }
  if (!Number.isInteger(used)) throw new Error('the work was not done');
  return Math.round(rates.sort((a, b) => a - b)[samples >> 1] ?? Number.NaN);
}
