import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLines, readSamples } from '../../../src/cli/read-run.ts';
import type { SampleLine } from '../../../src/model/sample-line.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const line = (index: number, instanceId = `inst-${index}-日本€`) =>
  `{"target":"lambda","phase":"burst","repeat":0,"intendedAtMs":${index},"completedAtMs":${index + 5},"outcome":"answered","status":200,"instanceId":${JSON.stringify(instanceId)},"connection":"new","bytes":10}`;

async function read(text: string | Buffer): Promise<{ samples: SampleLine[]; told: string[] }> {
  await writeFile(join(directory, 'samples.ndjson'), text);
  const [samples, told]: [SampleLine[], string[]] = [[], []];
  for await (const batch of readSamples(directory, (message) => told.push(message))) samples.push(...batch);
  return { samples, told };
}

it('puts lines together that come in several pieces, characters of three bytes at their edges too', async () => {
  // 5,000 lines of about 180 bytes are three pieces of 256 KiB and a rest.
  const lines = Array.from({ length: 5000 }, (_, index) => line(index));
  const { samples, told } = await read(lines.join('\n'));
  expect(samples.map(({ instanceId }) => instanceId)).toEqual(lines.map((_, index) => `inst-${index}-日本€`));
  expect(told).toEqual([]);
});

it('a line that is longer than a piece is one line', async () => {
  const { samples } = await read(`${line(0, 'x'.repeat(600_000))}\n${line(1)}\n`);
  expect(samples.map(({ instanceId }) => instanceId?.length)).toEqual([600_000, 10]);
});

it('empty lines and lines that end with CR LF are no damage', async () => {
  expect(await read(`${line(0)}\r\n\n${line(1)}\r\n`)).toMatchObject({ samples: [{}, {}], told: [] });
});

it.each([
  ['cut off', line(1).slice(0, -9)],
  ['no object', '7'],
  ['null', 'null'],
  ['text for a number', line(1).replace('"completedAtMs":6', '"completedAtMs":"6"')],
  ['an instant that no clock gives', line(1).replace('"completedAtMs":6', '"completedAtMs":1e999')],
  ['an unknown outcome', line(1).replace('answered', 'won')],
  ['half a repeat', line(1).replace('"repeat":0', '"repeat":0.5')],
  ['bytes beyond what is exact', line(1).replace('"bytes":10', '"bytes":1e17')],
  ['a number for an id', line(1).replace(/"instanceId":"[^"]*"/, '"instanceId":7')],
])('a line with %s is left out and told of', async (_, damaged) => {
  const { samples, told } = await read(`${line(0)}\n${damaged}\n${line(2)}\n`);
  expect(samples).toHaveLength(2);
  expect(told).toEqual([`${join(directory, 'samples.ndjson')}: a damaged line at line 2; the other 2 are used`]);
});

it('a file without line breaks is refused before it fills the memory', async () => {
  await writeFile(join(directory, 'samples.ndjson'), Buffer.alloc(20_000_000, 'x'));
  const reading = async () => {
    for await (const lines of readLines(directory)) expect(lines).toEqual([]);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'run-unreadable' });
});
