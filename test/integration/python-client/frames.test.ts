import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RuntimeProcess } from '../runtime-process.ts';

const file = join(import.meta.dirname, '../../fixtures/lambda/python-client/frames.py');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-frames-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** What a call leaves on a descriptor that the platform has opened for the log, and on stdout. */
async function logged(variables: Record<string, string>): Promise<{ frames: Frame[]; printed: string[] }> {
  const [python, log] = [join(folder, 'python'), join(folder, 'log')];
  // In place of the platform, which would hand the descriptor over.
  await writeFile(python, `#!/bin/sh\nexec 3>>${log}\nexec python3 "$@"\n`);
  await chmod(python, 0o755);
  const code = { kind: 'python', file, function: 'handler', python } as const;
  await using runtime = await RuntimeProcess.start(code, { _LAMBDA_TELEMETRY_LOG_FD: '3', ...variables });
  await runtime.call();
  await runtime.polling(1);
  return { frames: framesIn(await readFile(log)), printed: runtime.lines };
}

it('the log is frames of type, length, time and text; what is printed stays on stdout', async () => {
  const startedAtMs = Date.now();
  const { frames, printed } = await logged({});
  expect(printed).toEqual(['printed']);
  expect(frames.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^\[WARNING\]\t.*\tat init\n$/),
    expect.stringMatching(/^\[ERROR\]\t.*\t1\ttwo\nlines é\n$/),
    'bare',
    expect.stringMatching(/^\[ERROR\] ValueError: in the end\nTraceback \(most recent call last\):\n\u00a0\u00a0File /),
  ]);
  expect(frames.every(({ atMs }) => atMs >= startedAtMs && atMs <= Date.now())).toBe(true);
});

// The two frames in the middle are a logged error and what `context.log` wrote.
it.each<[string, Record<string, string>, string[]]>([
  ['text without a level', {}, ['a55a0003', 'a55a0003', 'a55a0003', 'a55a0017']],
  ['text with a level', { AWS_LAMBDA_LOG_LEVEL: 'DEBUG' }, ['a55a0013', 'a55a0017', 'a55a0003', 'a55a0017']],
  ['JSON', { AWS_LAMBDA_LOG_FORMAT: 'JSON' }, ['a55a0012', 'a55a0016', 'a55a0003', 'a55a0016']],
])('types of frames of %s', async (_, variables, types) => {
  expect((await logged(variables)).frames.map(({ type }) => type)).toEqual(types);
});

interface Frame {
  readonly type: string;
  readonly atMs: number;
  readonly text: string;
}

function framesIn(bytes: Buffer): Frame[] {
  if (bytes.length === 0) return [];
  const end = 16 + bytes.readUInt32BE(4);
  const [type, atUs] = [bytes.toString('hex', 0, 4), bytes.readBigUInt64BE(8)];
  return [
    { type, atMs: Number(atUs / 1000n), text: bytes.toString('utf8', 16, end) },
    ...framesIn(bytes.subarray(end)),
  ];
}
