import { describe, expect, it } from 'vitest';
import type { RunSize } from '../../../../../src/cli/run/live/remaining.ts';
import { RunState } from '../../../../../src/cli/run/live/state.ts';
import {
  type Line,
  liveLines,
  progressLine,
  startLine,
  summaryLine,
  textsOf,
} from '../../../../../src/cli/run/live/view.ts';
import type { Outcome } from '../../../../../src/model/outcome.ts';
import { painter } from '../../../../../src/report/summary/paint.ts';
import { sampleOf, unsent } from '../../../stats/sample-of.ts';

const wide = (line: Line): string => textsOf(line, 1000, painter(false)).join('\n');

const oneTarget: RunSize = { targets: ['lambda'], repeats: 1, plannedMs: 0 };

/** A run whose clock the test sets. */
function runAt(atMs: number, size: RunSize = oneTarget) {
  const clock = { nowMs: atMs };
  const state = new RunState(() => clock.nowMs, size);
  const lines = () => liveLines(state.running, clock.nowMs, state.left).map(wide);
  const fire = (requests: number, phase = 'burst', target = 'lambda') =>
    state.apply({ kind: 'phase', target, phase, requests, inFlight: () => 3 });
  const begin = (repeat = 0, target = 'lambda') => state.apply({ kind: 'starting', target, repeat });
  const finish = (target = 'lambda') => state.apply({ kind: 'finished', target });
  return { clock, state, lines, fire, begin, finish };
}

type Run = ReturnType<typeof runAt>;

/** Sample `n` is due at 10 n, sent 2 ms late and takes n ms; two in a row come from one instance. */
function answer({ state }: Run, from: number, to: number, outcome?: Outcome, target = 'lambda'): void {
  for (let n = from; n <= to; n += 1) {
    const [intendedAtMs, sentAtMs] = [10 * n, 10 * n + 2];
    const identity = { instanceId: `i${Math.floor(n / 2)}` };
    const given = { intendedAtMs, sentAtMs, completedAtMs: sentAtMs + n, identity, ...(outcome && { outcome }) };
    state.apply({ kind: 'sample', sample: { ...sampleOf(given), target } });
  }
}

describe('the live block', () => {
  it('is empty before a target starts, and one line with the time while it does', () => {
    const run = runAt(500);
    expect(run.lines()).toEqual([]);
    run.begin();
    run.clock.nowMs = 2000;
    expect(run.lines()).toEqual(['lambda  starting  1.5 s']);
  });

  it('says which environment starts before a phase that starts warm, and keeps the repeat', () => {
    const run = runAt(0);
    run.begin(1);
    run.state.apply({ kind: 'warming', target: 'lambda', phase: 'steady', environments: 6, needed: 19 });
    expect(run.lines()).toEqual(['lambda #2  starting environment 7 of 19 before steady']);
    run.fire(10);
    expect(run.lines()[0]).toMatch(/^lambda #2 burst {2}/);
  });

  it('after 100 of 400 in 4 s: 5 of 20 cells, 25 %, 25/s; samples 0 to 99, two each, are 50 environments', () => {
    const run = runAt(1000);
    run.begin();
    run.fire(400);
    answer(run, 0, 99);
    run.clock.nowMs = 5000;
    expect(run.lines()).toEqual([
      'lambda burst  █████░░░░░░░░░░░░░░░  100/400  25%  25/s  4.0 s',
      '   3 in flight  50 environments',
      '   ■■■■■■■■■■ ■■■■■■■■■■ ■■■■■■■■■■ ■■■■■■■■■■ ■■■■■■■■■■',
      // Times 0 to 99 ms: by nearest rank p50 is the 50th, 49 ms, p99 the 99th, 98 ms; HDR adds at most 0.1 %.
      '   service p50 49.0 ms  p99 98.0 ms  max 99.0 ms  send lag p99 2.00 ms',
    ]);
  });

  it('has a hollow mark for each environment whose init runs, and none for those of other phases', () => {
    const run = runAt(0);
    run.begin();
    const started = (id: number, initEnded?: number) => ({
      ...{ environmentId: `e${id}`, startedAgoMs: 50 },
      ...(initEnded !== undefined && { initEndedAgoMs: initEnded }),
    });
    const environments = () => [started(0), started(1, 20), started(2), { ...started(3), stoppedAgoMs: 1 }];
    run.state.apply({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 8, inFlight: () => 3, environments });
    expect(run.lines().slice(1)).toEqual(['   3 in flight  4 environments (2 starting)', '   ■■□□']);
    expect(run.state.running.map((target) => wide(progressLine(target, 1000, '')))).toEqual([
      'lambda burst:  1.0 s  0 of 8 requests  4 environments (2 starting)',
    ]);
    const sample = sampleOf({ sentAtMs: 0, completedAtMs: 5, identity: { instanceId: 'own' } });
    run.state.apply({
      kind: 'sample',
      sample: { ...sample, target: 'lambda', platform: { environmentId: 'e0', coldStart: true } },
    });
    expect(run.lines().slice(1, 3)).toEqual(['   3 in flight  4 environments (1 starting)', '   ■■■□']);
    const { ended } = run.finish();
    // As the report counts: those that answered.
    expect(ended && wide(summaryLine(ended))).toContain('1 environment  ');
  });

  it('leaves out what samples cannot support: no percentile of one, no rate of none', () => {
    const run = runAt(0);
    run.begin();
    run.fire(10);
    expect(run.lines()).toEqual(['lambda burst  ░░░░░░░░░░░░░░░░░░░░  0/10  0%  0.0 s', '   3 in flight']);
    answer(run, 4, 4);
    expect(run.lines().slice(2)).toEqual(['   ■', '   service max 4.00 ms']);
  });

  it('has one mark for each of 200 environments in groups of ten, and a count of the 50 beyond', () => {
    const run = runAt(0);
    run.fire(500);
    answer(run, 0, 499);
    const [, , marks = ''] = run.lines();
    expect([marks.match(/■/g)?.length, marks.match(/■{10}/g)?.length]).toEqual([200, 20]);
    expect(marks).toMatch(/■ and 50 more$/);
  });

  it('ends with the place of the target, and with the time that is left once it is known', () => {
    const run = runAt(0, { targets: ['lambda', 'server'], repeats: 1, plannedMs: 0 });
    run.begin();
    expect(run.lines().at(-1)).toBe('   target 1 of 2');
    run.clock.nowMs = 40_000;
    run.finish();
    run.begin(0, 'server');
    run.clock.nowMs = 41_000;
    expect(run.lines()).toEqual(['server  starting  1.0 s', '   target 2 of 2, about 39 s left']);
  });

  it('never shows a full bar before the last request: 199 of 200 fill 19 of 20 cells', () => {
    const run = runAt(0);
    run.fire(200);
    answer(run, 1, 199);
    expect(run.lines()[0]).toContain(`${'█'.repeat(19)}░  199/200`);
    answer(run, 200, 200);
    expect(run.lines()[0]).toContain(`${'█'.repeat(20)}  200/200  100%`);
  });

  it('counts failures by kind, and their times not as service times', () => {
    const run = runAt(0);
    run.fire(100);
    answer(run, 1, 3, { kind: 'throttled', status: 429 });
    answer(run, 4, 5, { kind: 'timed-out', afterMs: 1000 });
    answer(run, 6, 6, { kind: 'http-error', status: 500 });
    answer(run, 7, 7, { kind: 'refused', message: '' });
    answer(run, 8, 8, { kind: 'reset', message: '' });
    answer(run, 9, 9, { kind: 'malformed', message: '' });
    answer(run, 10, 10, { kind: 'unreachable', message: '' });
    answer(run, 11, 11, { kind: 'interrupted' });
    const [, counts, marks, ...times] = run.lines();
    expect(counts).toBe('   3 in flight  6 environments  3 throttled  2 timed out  5 failed  1 interrupted');
    expect([marks, ...times]).toEqual(['   ■■■■■■']);
  });

  it('a request that was never sent is done, but has neither service time nor lag', () => {
    const run = runAt(0);
    run.fire(2);
    const outcome: Outcome = { kind: 'not-sent', message: '5 requests were in flight (maxInFlight)' };
    const sample = unsent(sampleOf({ sentAtMs: 5, completedAtMs: 9, outcome }));
    run.state.apply({ kind: 'sample', sample });
    expect(run.lines()[0]).toContain('1/2');
    expect(run.lines()[1]).toContain('1 not sent');
    expect(run.state.endAll()[0]?.sendLag.count).toBe(0);
  });

  it('what is sent 3 ms early is not late', () => {
    const run = runAt(0);
    run.fire(1);
    run.state.apply({ kind: 'sample', sample: sampleOf({ intendedAtMs: 10, sentAtMs: 7, completedAtMs: 9 }) });
    expect(run.state.endAll()[0]?.sendLag.summary()?.max).toBe(0);
  });

  it('has no bar where only time ends the phase, and only the time where nothing is sent', () => {
    const run = runAt(0);
    run.fire(Number.POSITIVE_INFINITY, 'closed');
    answer(run, 1, 30);
    run.clock.nowMs = 2000;
    expect(run.lines()[0]).toBe('lambda closed  30 done  15/s  2.0 s');
    run.fire(0, 'rest');
    run.clock.nowMs = 728_500;
    expect(run.lines()).toEqual(['lambda rest  12 min 06 s']);
  });

  it('stops the time when all is done: due from 10, done at 10 * 5 + 2 + 5 = 57 ms, which is 0.047 s and 106/s', () => {
    const run = runAt(0);
    run.fire(5);
    answer(run, 1, 5);
    run.clock.nowMs = 9000;
    expect(run.lines()[0]).toMatch(/5\/5 {2}100% {2}106\/s {2}0\.0 s$/);
  });

  it('shows two targets at once below each other and keeps their counts apart', () => {
    const run = runAt(0);
    run.fire(10, 'a', 'lambda');
    run.fire(10, 'b', 'server');
    answer(run, 1, 1, undefined, 'lambda');
    answer(run, 1, 4, undefined, 'server');
    expect(run.lines().filter((line) => line.includes('/10'))).toEqual([
      expect.stringMatching(/^lambda a .* 1\/10 /),
      expect.stringMatching(/^server b .* 4\/10 /),
    ]);
    run.finish('lambda');
    expect(run.lines().map((line) => line.split('  ')[0])).toEqual(['server b', '', '', '']);
  });

  it('text from outside moves no cursor and starts no line', () => {
    const run = runAt(0);
    run.fire(0, 'a\u001b[2J\nb');
    expect(run.lines()).toEqual(['lambda a\\x1b[2J\\nb  0.0 s']);
  });
});

describe('the line of a running target, for a log', () => {
  it('says how far its phase and the run are', () => {
    const run = runAt(0, { targets: ['lambda', 'server'], repeats: 1, plannedMs: 30_000 });
    const line = () => run.state.running.map((target) => wide(progressLine(target, run.clock.nowMs, run.state.left)));
    run.begin();
    run.clock.nowMs = 10_000;
    expect(line()).toEqual(['lambda  starting  10.0 s  target 1 of 2, about 50 s left']);
    run.fire(10);
    answer(run, 1, 4);
    run.clock.nowMs = 20_000;
    expect(line()).toEqual(['lambda burst:  10.0 s  4 of 10 requests  3 environments  target 1 of 2, about 40 s left']);
    run.fire(Number.POSITIVE_INFINITY, 'closed');
    answer(run, 1, 2);
    expect(line()).toEqual(['lambda closed:  0.0 s  2 done  2 environments  target 1 of 2, about 40 s left']);
    run.fire(0, 'rest');
    expect(line()).toEqual(['lambda rest:  0.0 s  target 1 of 2, about 40 s left']);
  });
});

describe('the summary of a phase', () => {
  it('tells requests, the time from first intended send to last byte, failures, environments and times', () => {
    const run = runAt(0);
    run.begin();
    run.fire(101);
    answer(run, 0, 99);
    answer(run, 100, 100, { kind: 'throttled', status: 429 });
    run.clock.nowMs = 60_000;
    const { ended } = run.finish();
    // From 0 to 1000 + 2 + 100 ms; the minute until the target had ended is not part of it.
    expect(ended && wide(summaryLine(ended))).toBe(
      'lambda burst:  101 requests in 1,102 ms  1 throttled  51 environments' +
        '  service p50 49.0 ms  p99 98.0 ms  max 99.0 ms  send lag p99 2.00 ms',
    );
  });

  it('of a phase cut short says how many of how many; of a pause only its time', () => {
    const run = runAt(0);
    run.fire(1000);
    answer(run, 1, 2);
    const { ended } = run.fire(0, 'rest');
    expect(ended && wide(summaryLine(ended))).toContain('burst:  2 of 1,000 requests in ');
    run.clock.nowMs = 2500;
    expect(run.state.endAll().map((phase) => wide(summaryLine(phase)))).toEqual(['lambda rest:  2,500 ms']);
    expect(run.state.endAll()).toEqual([]);
  });

  it('counts the environments of its phase: 2, then 2 when one comes back with a new one', () => {
    const run = runAt(0);
    run.begin(0);
    run.fire(4);
    answer(run, 0, 3);
    expect(run.finish().ended?.environments).toBe(2);
    run.begin(1);
    const { started } = run.fire(4);
    answer(run, 2, 5);
    expect(started && wide(startLine(started))).toBe('lambda #2 burst: started (4 requests)');
    expect(run.finish().ended?.environments).toBe(2);
  });
});

describe('a line as text', () => {
  const line: Line = [{ text: 'ten of ten', paint: 'red' }, { text: '  ' }, { text: '1 environment', paint: 'bold' }];
  const texts = (width: number, color = false) => textsOf(line, width, painter(color));

  it('stays one line where it fits, and is else broken between its fields, then between words', () => {
    expect(texts(25)).toEqual(['ten of ten  1 environment']);
    expect(texts(24)).toEqual(['ten of ten', '  1 environment']);
    expect(texts(14)).toEqual(['ten of ten  1', '  environment']);
  });

  it('colors take no columns', () => {
    expect(texts(25, true)).toEqual(['\u001b[31mten of ten\u001b[39m  \u001b[1m1 environment\u001b[22m']);
  });
});
