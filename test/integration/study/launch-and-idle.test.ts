import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyResult } from '../../../src/model/study/study-result.ts';
import type { StudySample } from '../../../src/model/study/study-sample.ts';
import { startRollcallIn, temporaryDirectory } from '../rollcall.ts';

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly result: StudyResult;
  readonly samples: readonly StudySample[];
}

async function runStudy(study: object, files: Readonly<Record<string, string>>): Promise<Finished> {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'files'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'files', name), text);
  const yaml = Object.entries(study).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  await writeFile(join(folder, 'study.yaml'), yaml.join(''));
  const out = join(folder, 'out');
  const { code, stdout, stderr } = await startRollcallIn(
    { AWS_SECRET_ACCESS_KEY: 'of-the-caller' },
    ...['run', join(folder, 'study.yaml'), '--quiet', '--out', out],
  ).ended;
  if (stderr !== '') throw new Error(stderr);
  const lines = (await readFile(join(out, 'study.ndjson'), 'utf8')).trim().split('\n');
  return {
    ...{ code, stdout, result: JSON.parse(await readFile(join(out, 'study.json'), 'utf8')) },
    samples: lines.map((line) => JSON.parse(line)),
  };
}

describe('a study of launches', () => {
  let study: Finished;
  beforeAll(async () => {
    const command = {
      slow: { command: ['sh', 'slow.sh'], files: 'files' },
      fails: { command: ['sh', '-c', 'echo no >&2; exit 3'] },
      secret: ['sh', '-c', 'echo "credentials:$AWS_SECRET_ACCESS_KEY" >&2; exit 1'],
      missing: ['no-such-program-at-all'],
      unprepared: { command: ['sh'], prepare: [['sh', '-c', 'echo broken >&2; exit 1']] },
    };
    const protocol = { kind: 'launch', runs: 2, warmUp: 1, subprocesses: 2 };
    study = await runStudy(
      { name: 'l', question: 'q', matrix: { command }, protocol },
      { 'slow.sh': 'sleep 0.3; echo ready; while read -r _; do sleep 0.2; env echo x; done\n' },
    );
  });

  it('times the first output of a command, and of a subprocess that it starts: 300 and 200 ms, less than twice as much', () => {
    const timesOf = (start: string) =>
      study.samples
        .filter((sample) => sample.cell === 'command=slow' && sample.start === start)
        .map(({ values }) => values.launchMs ?? Number.NaN);
    expect([timesOf('launch').length, timesOf('subprocess').length]).toEqual([2, 4]);
    expect(Math.min(...timesOf('launch'))).toBeGreaterThanOrEqual(300);
    expect(Math.min(...timesOf('subprocess'))).toBeGreaterThanOrEqual(200);
    // A launch is not counted from the start of the study, nor a subprocess from that of its command.
    expect(Math.min(...timesOf('subprocess'))).toBeLessThan(Math.min(...timesOf('launch')));
  });

  it('goes on after commands that fail, and says why cells are unavailable; credentials of the caller reach none', () => {
    const cellOf = (name: string) => study.result.cells.find(({ levels }) => levels['command'] === name);
    expect(cellOf('fails')?.failures).toEqual([{ message: 'ended with exit code 3: no', count: 6 }]);
    expect(cellOf('secret')?.failures).toEqual([{ message: 'ended with exit code 1: credentials:', count: 6 }]);
    expect(cellOf('missing')?.unavailable).toBe('no-such-program-at-all is not installed');
    expect(cellOf('unprepared')?.unavailable).toBe('prepare: broken');
    expect(study.code).toBe(2);
  });
});

describe('a study of idle environments', () => {
  let study: Finished;
  beforeAll(async () => {
    const target = { name: 'fn', kind: 'local-lambda', function: 'files/hold.mjs', memoryMb: 128, keepAliveMs: 3000 };
    const protocol = { kind: 'idle-lifetime', copies: 3, waits: [200, 5000] };
    study = await runStudy(
      { name: 'i', question: 'q', target, protocol },
      { 'hold.mjs': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 500, {}));\n' },
    );
  });

  it('finds 3 of 3 environments after 0.2 s and none after 5 s, and the keep-alive of 3 s within the interval', () => {
    expect(study.samples.map(({ error }) => error)).toEqual(Array.from({ length: 6 }));
    expect(new Set(study.samples.map(({ environmentId }) => environmentId)).size).toBe(6);
    const [life] = study.result.cells[0]?.idleLives ?? [];
    expect(life?.waits.map(({ there, gone, proactive }) => [there, gone, proactive])).toEqual([
      [3, 0, 0],
      [0, 3, 0],
    ]);
    const [best] = life?.models ?? [];
    expect(best).toMatchObject({ kind: 'fixed' });
    expect(best?.low).toBeLessThan(3000);
    expect(best?.high).toBeGreaterThan(3000);
    expect(study.stdout).toContain('Likeliest: all are kept for');
  });
});
