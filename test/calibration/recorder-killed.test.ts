import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fromSampleLine } from '../../src/model/sample-line.ts';

test('killed by SIGKILL, a run keeps what it recorded until shortly before, in whole lines and without a gap', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-killed-'));
  const file = join(directory, 'samples.ndjson');
  const fixture = fileURLToPath(new URL('../fixtures/loadgen/record-forever.mjs', import.meta.url));
  const child = spawn(process.execPath, [fixture, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let handedOver = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      handedOver = Number(text.trimEnd().split('\n').at(-1));
    });
    await once(child.stdout, 'data');
    await sleep(500);
    const longBefore = handedOver;
    await sleep(1000);
    child.kill('SIGKILL');
    await once(child, 'close');
    const text = await readFile(file, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    const samples = text.trimEnd().split('\n').map(fromSampleLine);
    expect(samples.every(({ intendedAtMs }, i) => intendedAtMs === i)).toBe(true);
    // What was handed over a second before the end is there.
    expect(samples.length).toBeGreaterThanOrEqual(longBefore);
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  }
});
