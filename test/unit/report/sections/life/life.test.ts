import { expect, it } from 'vitest';
import type { RunResult } from '../../../../../src/model/run-result.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { drawLives } from '../../../../../src/report/sections/life/draw-lives.ts';
import { lifeOf } from '../../../../../src/report/sections/life/life.ts';
import { lifeSection } from '../../../../../src/report/sections/life/life-section.ts';
import { targetLives } from '../../../../../src/report/sections/life/target-lives.ts';
import { assembled, makeRun, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

const common = { phase: 'burst', burst: 0, queueMs: 10, cpuMs: 20, waitingMs: 70, rssMb: 50, scope: 'call' } as const;
const at = (sentAtMs: number, instanceId: string, invocationId: number, target = 'lambda') =>
  answered({ ...common, target, sentAtMs, instanceId, invocationId, cold: invocationId === 1, initMs: 40 });

const rounded = (uses: readonly { readonly kind: string; readonly ms: number }[]) =>
  Object.fromEntries(uses.map(({ kind, ms }) => [kind, Math.round(ms * 10) / 10]));

it('adds up the parts of requests one after another: two of 100 ms, one with an init of 40, in a life of 500', () => {
  const life = lifeOf('a', [at(0, 'a', 1), at(200, 'a', 2)], { fromMs: 0, toMs: 500 });
  // 9.7 + 9.7 queueing, 40 init, 20 + 20 CPU, 70 + 70 waiting, 0.3 + 0.3 receiving, and 500 - 240 without a request.
  expect(rounded(life.uses)).toEqual({ queue: 19.4, init: 40, cpu: 40, waiting: 140, receive: 0.6, idle: 260 });
});

it('takes busy time once where requests overlap: three from 0, 20 and 40 on are busy for 140, of which 60 on the CPU', () => {
  const calls = [2, 3, 4].map((invocationId, index) => at(20 * index, 'a', invocationId));
  expect(rounded(lifeOf('a', calls, { fromMs: 0, toMs: 200 }).uses)).toEqual({ cpu: 60, waiting: 80, idle: 60 });
});

it('counts an init once that several requests waited for, and no more CPU than there is time', () => {
  const cold = [0, 5].map((sentAtMs) => ({
    ...at(sentAtMs, 'a', 1),
    meters: { initMs: 40, handlerMs: 90, cpuMs: 90 },
  }));
  // Both were sent within 5 ms and end 140 ms after their send: busy for 145, of which 40 is init.
  expect(rounded(lifeOf('a', cold, { fromMs: 0, toMs: 145 }).uses)).toEqual({ init: 40, cpu: 105 });
});

it('does not split busy time of overlapping requests whose CPU nobody reported', () => {
  const calls = [2, 3].map((invocationId) => ({ ...at(0, 'a', invocationId), meters: {} }));
  expect(rounded(lifeOf('a', calls, { fromMs: 0, toMs: 200 }).uses)).toEqual({ service: 100, idle: 100 });
});

it('lets a server live throughout the load and an environment to its end, with the sum of all above three of them', () => {
  // The load of both: 1000 - 0.2 - 1 to 1700 + 1, as the fixture has it.
  const environments = [at(1000, 'a', 1), at(1100, 'b', 1), at(1200, 'c', 1), at(1300, 'd', 1), at(1600, 'd', 2)];
  const server = [at(1300, 's', 2, 'server'), at(1400, 's', 3, 'server')];
  const lambda = targetOf('lambda', 'local-lambda', environments);
  const lives = { aliveAtStart: 0, started: 4, stoppedIdle: 0, stoppedOther: 0, aliveAtEnd: 4 };
  const phases = lambda.phases.map((phase) => ({ ...phase, environments: { ...phase.environments, lives } }));
  const [serverTarget] = [targetOf('server', 'node-server', server)];
  const run = assembled([{ ...lambda, phases }, serverTarget], [...environments, ...server]);
  const [first, second] = targetLives(run.result, run.samples);
  expect(first?.lives.map(({ instanceId, lifeMs }) => [instanceId, Math.round(lifeMs)])).toEqual([
    ['d', 401],
    ['c', 501],
    ['b', 601],
    ['a', 701],
  ]);
  expect([first?.instances, Math.round(first?.all.lifeMs ?? 0)]).toEqual([4, 2204]);
  expect(first?.drawn.map(({ instanceId }) => instanceId)).toEqual(['d', 'c', 'a']);
  // Of each of five requests 9.7 ms of queueing and 0.3 ms of receiving, of four an init.
  expect(rounded(first?.all.uses ?? [])).toEqual({
    queue: 48.5,
    init: 160,
    cpu: 100,
    waiting: 350,
    receive: 1.5,
    idle: 1544,
  });
  // From 1 ms before its first request was due to 1 ms after its last answer.
  expect(Math.round(second?.all.lifeMs ?? 0)).toBe(202);
  expect(second?.drawn).toEqual([]);
});

it('says nothing of a target of which a request is missing, and estimates the CPU of all from a selection', () => {
  const { result, samples } = makeRun(100);
  expect(targetLives(result, samples.slice(10)).map(({ target }) => target.name)).toEqual(['server', 'cluster']);
  const half = samples.filter(({ target }, index) => target === 'lambda' && index % 2 === 0);
  const lambda: RunResult = { ...result, targets: result.targets.slice(0, 1) };
  const [estimated] = targetLives(lambda, half, { samples: [], totals: [] });
  const [exact] = targetLives(lambda, samples);
  const cpu = (uses = exact?.all.uses) => uses?.find(({ kind }) => kind === 'cpu')?.ms ?? 0;
  expect(estimated?.isEstimated).toBe(true);
  expect(estimated?.all.requests).toBe(102);
  // CPU of a call is from 8.2 to 10.6 ms.
  expect(Math.abs(cpu(estimated?.all.uses) / cpu() - 1)).toBeLessThan(0.1);
});

it('draws a strip for all and for three of them, each as wide as its life, and calls idle environments frozen', () => {
  const { result, samples } = makeRun();
  const [lambda] = targetLives(result, samples);
  if (lambda === undefined) throw new Error('no lives');
  const svg = html`${drawLives(lambda, { targetIndex: 0, idle: 'frozen', bare: false })}`.toString();
  expect([...svg.matchAll(/<text class="name"[^>]*>(.*?)</g)].map(([, name]) => name)).toHaveLength(4);
  const widths = svg
    .split('<text class="name"')
    .slice(1)
    .map((row) => [...row.matchAll(/ width="([\d.]+)%"/g)].reduce((sum, [, width]) => sum + Number(width), 0));
  for (const width of widths) expect(width).toBeCloseTo(100, 1);
  const event = { name: 'lambda', freeze: true, model: { kind: 'event' } };
  const words = (target: object) => {
    const scenario = { ...result.scenario, resolved: { targets: [target] } };
    const draw = () => {
      throw new Error('not drawn by the library');
    };
    const body = html`${lifeSection.body({ result: { ...result, scenario }, samples, draw })}`.toString();
    return [...body.matchAll(/<span class="swatch (idle|frozen)">/g)].map(([, word]) => word);
  };
  expect(words(event)).toEqual(['frozen', 'idle']);
  expect(words({ ...event, freeze: false })).toEqual(['idle']);
  expect(words({ ...event, model: { kind: 'queued' } })).toEqual(['frozen', 'idle']);
  expect(words({ ...event, model: { kind: 'web' } })).toEqual(['idle']);
});
