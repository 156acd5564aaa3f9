import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { StudyResult } from '../../../src/model/study/study-result.ts';
import type { StudySample } from '../../../src/model/study/study-sample.ts';
import type { FunctionRoll } from '../../../src/stats/logs/function-roll.ts';
import { rollcallHere, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly result: StudyResult;
  readonly samples: readonly StudySample[];
  /** The logs and telemetry of embedded functions. */
  readonly logs: string;
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
    logs: join(out, 'logs'),
  };
}

const launches = () => {
  const command = {
    slow: { command: ['sh', 'slow.sh'], files: 'files' },
    fails: { command: ['sh', '-c', 'echo no >&2; exit 3'] },
    secret: ['sh', '-c', 'echo "credentials:$AWS_SECRET_ACCESS_KEY" >&2; exit 1'],
    missing: ['no-such-program-at-all'],
    unprepared: { command: ['sh'], prepare: [['sh', '-c', 'echo broken >&2; exit 1']] },
  };
  const protocol = { kind: 'launch', runs: 2, warmUp: 1, subprocesses: 2 };
  return runStudy(
    { name: 'l', question: 'q', matrix: { command }, protocol },
    { 'slow.sh': 'sleep 0.3; echo ready; while read -r _; do sleep 0.2; env echo x; done\n' },
  );
};

/** Its log says in which stream each call was, as AWS does outside of the text. */
const hold = `export const handler = (_event, { awsRequestId, logStreamName }) => {
  console.log('served ' + awsRequestId + ' in ' + logStreamName);
  return new Promise((resolve) => setTimeout(resolve, 500, {}));
};
`;

const idleEnvironments = () => {
  const limits = { memoryMb: 128, keepAliveMs: 2000 };
  const target = { name: 'fn', kind: 'local-lambda', function: 'files/hold.mjs', ...limits };
  const protocol = { kind: 'idle-lifetime', copies: 3, waits: [200, 3000] };
  return runStudy({ name: 'i', question: 'q', target, protocol }, { 'hold.mjs': hold });
};

let study: Finished;
let idle: Finished;
/** At the same time: the second waits most of its time. */
beforeAll(async () => {
  [study, idle] = await Promise.all([launches(), idleEnvironments()]);
});

describe('a study of launches', () => {
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
  it('finds 3 of 3 environments after 0.2 s and none after 3 s, and the keep-alive of 2 s within the interval', () => {
    expect(idle.samples.map(({ error }) => error)).toEqual(Array.from({ length: 6 }));
    expect(new Set(idle.samples.map(({ environmentId }) => environmentId)).size).toBe(6);
    const [life] = idle.result.cells[0]?.idleLives ?? [];
    expect(life?.waits.map(({ there, gone, proactive }) => [there, gone, proactive])).toEqual([
      [3, 0, 0],
      [0, 3, 0],
    ]);
    const [best] = life?.models ?? [];
    expect(best).toMatchObject({ kind: 'fixed' });
    expect(best?.low).toBeLessThan(2000);
    expect(best?.high).toBeGreaterThan(2000);
    expect(idle.stdout).toContain('Likeliest: all are kept for');
  });

  it('its log by streams has the roll of its telemetry: 9 environments, 12 calls, 9 of them cold', async () => {
    const [log, telemetryText] = await Promise.all(
      ['fn-1.log', 'fn-1.telemetry.ndjson'].map((name) => readFile(join(idle.logs, name), 'utf8')),
    );
    const telemetry = eventsOf(telemetryText ?? '');
    const inStreams = join(await temporaryDirectory(), 'fn-1.json');
    await writeFile(inStreams, JSON.stringify({ events: eventsInStreams(log ?? '', telemetry) }));
    const roll = await rollOf(inStreams);
    expect(roll).toEqual(await rollOf(join(idle.logs, 'fn-1.telemetry.ndjson')));
    expect(roll).toMatchObject(rollOfTelemetry(telemetry));
    // Those of the short wait serve two calls each; those of the long one are gone before the second.
    expect(roll).toMatchObject({
      ...{ environments: 9, calls: 12, coldStarts: 9 },
      callsPerEnvironment: { min: 1, mean: expect.closeTo(12 / 9, 9), max: 2 },
    });
  });
});

const eventsOf = (telemetry: string): ReportEvent[] =>
  telemetry
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'platform.report');

/**
 * The REPORT lines of a log as CloudWatch has them, each in the stream of its environment. A line of the log has no time of its own: CloudWatch adds
 * it to the event, here that of the telemetry.
 */
function eventsInStreams(log: string, telemetry: readonly ReportEvent[]) {
  const streams = new Map([...log.matchAll(/served (\S+) in (\S+)/g)].map(([, id = '', stream]) => [id, stream]));
  const times = new Map(telemetry.map(({ time, record }) => [record.requestId, Date.parse(time)]));
  return [...log.matchAll(/^REPORT RequestId: (\S+).*$/gm)].map(([message, id = '']) => ({
    ...{ message, timestamp: times.get(id), logStreamName: streams.get(id) },
  }));
}

async function rollOf(file: string): Promise<FunctionRoll> {
  const { stdout, stderr } = await rollcallHere('logs', file, '--json');
  if (stderr !== '') throw new Error(stderr);
  const { rolls } = JSON.parse(stdout).summary;
  expect(rolls).toHaveLength(1);
  return rolls[0];
}

/** Calculated here from the environments and times of the telemetry. */
function rollOfTelemetry(events: readonly ReportEvent[]) {
  const calls = events.map(({ time, record: { metrics, rollcall } }) => {
    const { durationMs, initDurationMs = 0 } = metrics;
    const endMs = Date.parse(time);
    return {
      environmentId: rollcall.environmentId,
      initDurationMs,
      endMs,
      fromMs: endMs - durationMs - initDurationMs,
    };
  });
  const environments = [...new Set(calls.map(({ environmentId }) => environmentId))].map((id) =>
    calls.filter(({ environmentId }) => environmentId === id),
  );
  const lives = environments.map((own) => spanOf(own));
  const openAt = (atMs: number) => calls.filter(({ fromMs, endMs }) => fromMs <= atMs && atMs < endMs).length;
  return {
    ...{ calls: calls.length, environments: environments.length },
    coldStarts: calls.filter(({ initDurationMs }) => initDurationMs > 0).length,
    callsPerEnvironment: summaryOf(environments.map((own) => own.length)),
    lifeMs: summaryOf(lives),
    meanConcurrency: expect.closeTo(sum(calls.map((call) => spanOf([call]))) / spanOf(calls), 9),
    peakConcurrency: Math.max(...calls.map(({ fromMs }) => openAt(fromMs))),
  };
}

const spanOf = (calls: readonly { readonly fromMs: number; readonly endMs: number }[]): number =>
  Math.max(...calls.map(({ endMs }) => endMs)) - Math.min(...calls.map(({ fromMs }) => fromMs));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** In whole microseconds, as the roll has them. */
const summaryOf = (values: readonly number[]) => ({
  count: values.length,
  min: expect.closeTo(Math.min(...values), 2),
  mean: expect.closeTo(sum(values) / values.length, 2),
  max: expect.closeTo(Math.max(...values), 2),
});
