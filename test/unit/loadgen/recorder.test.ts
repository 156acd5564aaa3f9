import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Recorder } from '../../../src/loadgen/recorder.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { fromSampleLine } from '../../../src/model/sample-line.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-recorder-'));
});
afterEach(() => rm(directory, { recursive: true }));

const sample = (n: number): Sample => ({
  ...{ target: 't', phase: 'p', repeat: 0, intendedAtMs: n, completedAtMs: n + 1, connection: 'reused', bytes: 9 },
  outcome: { kind: 'reset', message: 'line\nbreak' },
  meters: {},
});

const read = async (file: string): Promise<Sample[]> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').map(fromSampleLine);

test('2500 samples are 2500 lines, in order, as they were written', async () => {
  const file = join(directory, 'samples.ndjson');
  const recorder = new Recorder(file);
  for (let n = 0; n < 2500; n += 1) recorder.write(sample(n));
  await recorder.close();
  expect(await read(file)).toEqual(Array.from({ length: 2500 }, (_, n) => sample(n)));
});

test('lines are in the file while the run goes on, without closing it', async () => {
  const file = join(directory, 'samples.ndjson');
  const recorder = new Recorder(file);
  recorder.write(sample(1));
  await expect.poll(() => read(file)).toHaveLength(1);
  recorder.write(sample(2));
  await expect.poll(() => read(file)).toHaveLength(2);
  await recorder.close();
});

test('a file that was begun is continued', async () => {
  const file = join(directory, 'samples.ndjson');
  for (const n of [1, 2]) {
    const recorder = new Recorder(file);
    recorder.write(sample(n));
    await recorder.close();
  }
  expect(await read(file)).toEqual([sample(1), sample(2)]);
});

test('a full disk is told when it is closed, and to whoever writes on', async () => {
  const recorder = new Recorder('/dev/full');
  recorder.write(sample(1));
  const messageOfWrite = () => {
    try {
      recorder.write(sample(2));
    } catch (error) {
      return (error as Error).message;
    }
    return 'none yet';
  };
  await expect.poll(messageOfWrite).toMatch(/^cannot write \/dev\/full: ENOSPC/);
  await expect(recorder.close()).rejects.toMatchObject({ code: 'samples-unwritable' });
});

test('a file that cannot be opened is told', async () => {
  const recorder = new Recorder(join(directory, 'missing', 'samples.ndjson'));
  await expect(recorder.close()).rejects.toMatchObject({
    code: 'samples-unwritable',
    message: expect.stringContaining('ENOENT'),
  });
});

test('a symbolic link in place of the file is not followed', async () => {
  await writeFile(join(directory, 'victim'), 'mine');
  await symlink('victim', join(directory, 'samples.ndjson'));
  const recorder = new Recorder(join(directory, 'samples.ndjson'));
  await expect(recorder.close()).rejects.toMatchObject({ code: 'samples-unwritable' });
  expect(await readFile(join(directory, 'victim'), 'utf8')).toBe('mine');
});
