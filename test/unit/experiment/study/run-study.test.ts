import { expect, test } from 'vitest';
import type { OpenProtocol } from '../../../../src/experiment/study/protocol-runner.ts';
import { runStudy } from '../../../../src/experiment/study/run-study.ts';
import type { StudySample } from '../../../../src/model/study/study-sample.ts';
import { studyCells } from '../../../../src/scenario/study/cells.ts';
import { parseStudy } from '../../../../src/scenario/study/parse.ts';
import { keyOfRun, type PlannedRun } from '../../../../src/scenario/study/plan.ts';

const { value: study, secrets } = parseStudy(
  `name: s
question: q
target: { name: fn, kind: local-lambda, function: ./fn }
matrix: { memory: [128, 256, 512] }
protocol: { runs: 5, warm: 1, rounds: [first, later] }`,
  { file: 's.yaml' },
);
const cells = studyCells(study, (path) => path);

/** Records what a protocol would. */
function performed(
  recorded: readonly StudySample[],
  run: Partial<OpenProtocol> & Pick<OpenProtocol, 'run'>,
  of = study,
) {
  const samples = [...recorded];
  const aborting = new AbortController();
  const protocol = {
    unavailable: new Map(),
    packages: new Map(),
    notes: () => [],
    [Symbol.asyncDispose]: async () => {},
  };
  const options = { study: of, cells, secrets, directory: '', signal: aborting.signal, recorded };
  const finished = runStudy(
    { ...options, record: (sample) => samples.push(sample), onProgress: () => {} },
    async () => ({ ...protocol, ...run }),
  );
  return { samples, aborting, finished };
}

const sampleOf = (planned: PlannedRun, start: string, error?: string): StudySample => ({
  ...{ ...planned, copy: 1, start, call: 1, atEpochMs: 1, values: {} },
  ...(error !== undefined && { error }),
});

test('interrupted in the middle of a run and resumed, each cell has exactly its planned runs', async () => {
  let runs = 0;
  const first = performed([], {
    run: async (planned, _cell, record) => {
      record(sampleOf(planned, 'cold'));
      runs += 1;
      if (runs === 13) first.aborting.abort();
      else record(sampleOf(planned, 'warm'));
    },
  });
  expect(await first.finished).toMatchObject({ interrupted: true });
  expect(first.samples).toHaveLength(25);
  const whole = first.samples.filter(
    (sample) => first.samples.filter((one) => keyOfRun(one) === keyOfRun(sample)).length === 2,
  );
  const second = performed(whole, {
    run: async (planned, _cell, record) => {
      record(sampleOf(planned, 'cold'));
      record(sampleOf(planned, 'warm'));
    },
  });
  expect(await second.finished).toMatchObject({ interrupted: false });
  expect(second.samples).toHaveLength(3 * 2 * 5 * 2);
  expect(new Set(second.samples.map((sample) => `${keyOfRun(sample)} ${sample.start}`)).size).toBe(60);
});

test('a round that was interrupted goes on at once: its pause of a day is over', async () => {
  const rounds = study.protocol.rounds.map((round) => ({ ...round, afterMs: 86_400_000 }));
  const paused = { ...study, protocol: { ...study.protocol, rounds } };
  const recordBoth: OpenProtocol['run'] = async (planned, _cell, record) => {
    for (const start of ['cold', 'warm']) record({ ...sampleOf(planned, start), atEpochMs: Date.now() });
  };
  const whole = performed([], { run: recordBoth });
  await whole.finished;
  expect(whole.samples).toHaveLength(60);
  const resumed = performed(whole.samples.slice(0, 40), { run: recordBoth }, paused);
  await resumed.finished;
  expect(resumed.samples).toHaveLength(60);
});

test('a cell of which three runs failed is given up, one that cannot run is left out, and the rest goes on', async () => {
  const { samples, finished } = performed([], {
    unavailable: new Map([['memory=256', 'there is no such program in PATH']]),
    run: async (planned, _cell, record) => {
      const error = planned.cell === 'memory=128' ? 'Runtime.ExitError' : undefined;
      for (const start of ['cold', 'warm']) record(sampleOf(planned, start, error));
    },
  });
  await finished;
  const runsOf = (id: string) => samples.filter(({ cell, start }) => cell === id && start === 'cold').length;
  expect([runsOf('memory=128'), runsOf('memory=256'), runsOf('memory=512')]).toEqual([3, 0, 10]);
});

test('runs begin one after another, or side by side where the protocol allows it, never two of one cell', async () => {
  const most = async (mayBegin?: OpenProtocol['mayBegin']) => {
    const underWay: string[] = [];
    let peak = 0;
    const { finished } = performed([], {
      ...(mayBegin && { mayBegin }),
      run: async ({ cell }) => {
        expect(underWay).not.toContain(cell);
        underWay.push(cell);
        peak = Math.max(peak, underWay.length);
        await new Promise(setImmediate);
        underWay.splice(underWay.indexOf(cell), 1);
      },
    });
    await finished;
    return peak;
  };
  expect(await most()).toBe(1);
  expect(await most(() => true)).toBe(3);
  expect(await most((_run, _cell, underWay) => underWay.length < 2)).toBe(2);
});

test('an error of the protocol ends the study after the runs that are under way', async () => {
  const { finished } = performed([], {
    run: async () => {
      throw new Error('the embedded Lambda ended');
    },
  });
  await expect(finished).rejects.toThrow('the embedded Lambda ended');
});
