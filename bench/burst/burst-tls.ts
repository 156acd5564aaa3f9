import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Program, startProgram } from '../../src/launch/local/program.ts';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { truthConfig } from '../truth-config.ts';
import { type Added, addedOf, medianP99, shown } from './added.ts';
import { type BurstRequest, startBurstClient } from './burst-client.ts';

/** Twice what is promised without TLS, as a figure and of the plain bursts in between. */
const promised = { p99AddedMs: 20, ofPlain: 2, spreadMs: 40 };
const size = 1000;
const rounds = 9;
const delayMs = 200;

export const burstTls: Benchmark = {
  about: `a burst of ${size} over warm TLS connections, in turn with plain ones, at servers that answer after ${delayMs} ms`,
  run: async () => {
    const tls = { key: await pem('test-only-key.pem'), cert: await pem('test-only-cert.pem') };
    await using plain = await startTruth();
    await using secure = await startTruth(tls);
    return figuresOf(await fireRounds({ url: plain.url, size }, { url: secure.url, size, ca: tls.cert }));
  },
};

/** Node cannot make a certificate, so the one of the tests serves; it comes with a checkout, which a benchmark needs anyway. */
const pem = (name: string): Promise<string> => readFile(join(packageRoot, 'test', 'fixtures', 'tls', name), 'utf8');

const startTruth = (tls?: { key: string; cert: string }): Promise<Program> =>
  startProgram({
    ...{ name: 'truth', program: 'targets/truth/main' },
    config: { ...truthConfig(delayMs), ...(tls && { tls }) },
  });

interface Side {
  readonly added: Added[];
  readonly p1ToP99Ms: number[];
}

async function fireRounds(plain: BurstRequest, secure: BurstRequest): Promise<{ plain: Side; secure: Side }> {
  await using rollcall = startBurstClient('./rollcall-client.js');
  const sides = { plain: emptySide(), secure: emptySide() };
  for (let round = 0; round < rounds; round += 1) {
    for (const [side, request] of [[sides.plain, plain] as const, [sides.secure, secure] as const]) {
      const { addedMs, spread } = await rollcall.fire(request);
      side.added.push(addedOf(addedMs));
      side.p1ToP99Ms.push(spread?.p1ToP99Ms ?? Number.NaN);
    }
  }
  return sides;
}

const emptySide = (): Side => ({ added: [], p1ToP99Ms: [] });

function figuresOf({ plain, secure }: { plain: Side; secure: Side }): Figure[] {
  const p99 = medianP99(secure.added);
  const ratio = p99 / medianP99(plain.added);
  const spread = medianOf(secure.p1ToP99Ms);
  return [
    { what: `burst of ${size}, plain`, value: shown(plain.added) },
    {
      what: `burst of ${size}, TLS`,
      value: shown(secure.added),
      target: { text: `p99 <= ${promised.p99AddedMs} ms`, met: p99 <= promised.p99AddedMs },
    },
    { what: 'p99 of TLS / plain', value: ratio.toFixed(2), target: atMost(ratio, promised.ofPlain) },
    {
      what: `burst of ${size}, TLS, 1st to 99th percentile of the sends`,
      value: `${spread.toFixed(1)} ms`,
      target: { text: `< ${promised.spreadMs} ms`, met: spread < promised.spreadMs },
    },
  ];
}
