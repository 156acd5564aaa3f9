import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSamples } from '../../../src/files/read-run.ts';
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
])('a line with %s is skipped and reported', async (_, damaged) => {
  const { samples, told } = await read(`${line(0)}\n${damaged}\n${line(2)}\n`);
  expect(samples).toHaveLength(2);
  expect(told).toEqual([
    `${join(directory, 'samples.ndjson')}: one damaged line at line 2; the other 2 lines are used`,
  ]);
});

it.each([
  ['between others', `${line(0)}\n${'x'.repeat(40_000_000)}\n${line(2)}\n`, 2],
  ['at the begin', `${'x'.repeat(20_000_000)}\n${line(1)}\n${line(2)}\n`, 1],
  ['at the end, without a line break', `${line(0)}\n${line(1)}\n${'x'.repeat(20_000_000)}`, 3],
])('a line that is longer than any sample, %s, is damage, and takes no memory', async (_, text, at) => {
  const { samples, told } = await read(text);
  expect(samples).toHaveLength(2);
  const rest =
    at === 3
      ? 'the last line is truncated; the other 2 lines are used'
      : `one damaged line at line ${at}; the other 2 lines are used`;
  expect(told).toEqual([`${join(directory, 'samples.ndjson')}: ${rest}`]);
});
