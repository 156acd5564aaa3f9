import { phaseSchema } from '../../src/load/phases.ts';
import type { Sending } from '../../src/loadgen/phase-order.ts';
import { requestPicks } from '../../src/loadgen/request-order.ts';
import { buildRequests } from '../../src/scenario/request/built-requests.ts';
import { pickRequests } from '../../src/scenario/request/pick-requests.ts';
import type { Figure } from '../benchmark.ts';
import { fireAsARunDoes } from '../burst/fired.ts';
import { startGenerator } from '../generator.ts';
import { medianOf } from '../median.ts';

const load = { ratePerSecond: 10_000, seconds: 5, rounds: 3, rows: 10_000 };

/** One round without a feed and one with, in turn and backwards: whether picking one of 10,000 requests makes the sends later. */
export async function feedLag(url: string): Promise<Figure> {
  const { ratePerSecond, seconds, rounds } = load;
  const phase = phaseSchema.parse({ kind: 'constantRate', name: 'rate', ratePerSecond, durationMs: seconds * 1000 });
  const [plain, fed]: [number[], number[]] = [[], []];
  await using generator = await startGenerator();
  const lagOf = async (sending: Partial<Sending>) =>
    (await fireAsARunDoes(url, phase, generator, sending)).client.sendLagMs?.p99 ?? Number.NaN;
  // The first of all begins cold.
  await lagOf({});
  for (let round = 0; round < rounds; round += 1) {
    const both = [
      async () => plain.push(await lagOf({})),
      async () => fed.push(await lagOf(feedOf(ratePerSecond * seconds))),
    ];
    for (const fire of round % 2 === 0 ? both : both.toReversed()) await fire();
  }
  const [without, with_] = [medianOf(plain), medianOf(fed)];
  return {
    what: `constantRate at ${ratePerSecond}/s with a feed of ${load.rows} rows against none: send lag, median of ${rounds}`,
    value: `p99 ${with_.toFixed(3)} ms against ${without.toFixed(3)} ms`,
    target: { text: '<= 1.2 times, or 0.1 ms more', met: with_ <= Math.max(1.2 * without, without + 0.1) },
  };
}

const column = (name: string): string => `\${${name}}`;

function feedOf(count: number): Partial<Sending> {
  const rows = Array.from({ length: load.rows }, (_, id) => ({ cells: [String(id), `name ${id}`], line: id + 2 }));
  const template = {
    method: 'POST',
    path: `/users/${column('id')}`,
    headers: {},
    body: `{"id":${column('id')}}`,
    weight: 1,
  };
  const built = buildRequests([template], { columns: ['id', 'name'], rows, file: 'users.csv', order: 'inTurn' });
  return { requests: built.list, picks: requestPicks(pickRequests(built, { seed: 1, rowsTaken: 0, count })) };
}
