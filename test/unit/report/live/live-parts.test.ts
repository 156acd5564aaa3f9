import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../../src/model/sample.ts';
import { liveParts } from '../../../../src/report/live/live-parts.ts';
import { PhaseSamples } from '../../../../src/report/live/phase-samples.ts';
import type { LiveLoad, LivePhase, LiveSnapshot, LiveTarget } from '../../../../src/report/live/snapshot.ts';
import { drawLanes } from '../../../../src/report/sections/lanes/draw.ts';
import { type LanePanel, laneCharts } from '../../../../src/report/sections/lanes/lane-chart.ts';
import type { PhasePanels } from '../../../../src/report/sections/phase-panels.ts';
import { RequestCounter } from '../../../../src/stats/request-counts.ts';
import { sharedRun } from '../../../fixtures/report/page-of.ts';
import { sampleOf } from '../../stats/sample-of.ts';

function loadOf(samples: readonly Sample[], given: Partial<LiveLoad> = {}): LiveLoad {
  const [chosen, requests] = [new PhaseSamples(), new RequestCounter()];
  for (const sample of samples) {
    chosen.add(sample);
    requests.add(sample);
  }
  const originMs = Math.min(...samples.map(({ intendedAtMs }) => intendedAtMs));
  return {
    repeat: 0,
    requests: requests.finish(),
    inFlight: 0,
    starts: [],
    originMs,
    chosen: chosen.chosen(),
    ...given,
  };
}

type Shown = Omit<LiveTarget, 'kind' | 'index'>;

const phaseOf = (targets: readonly Shown[], given: Partial<LivePhase> = {}): LivePhase => ({
  ...{
    name: 'burst',
    kind: 'burst',
    spanMs: 800,
    targets: targets.map((target, index) => ({ kind: 'local-lambda', index, ...target })),
  },
  ...given,
});

const partsOf = (given: Partial<LiveSnapshot>) =>
  liveParts({ doing: 'burst at lambda', left: '', doubts: [], ...given });

const one = (n: number, instanceId = `i${n}`) =>
  sampleOf({ sentAtMs: 0, completedAtMs: 100 + n, identity: { instanceId } });

const textOf = (markup: string | undefined): string =>
  (markup ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('a live page', () => {
  it('has nothing but what happens before the first phase', () => {
    expect(partsOf({ doing: 'starting lambda', left: 'target 1 of 2' })).toEqual({
      'live-state': '<p><strong>starting lambda</strong> <span class="muted">target 1 of 2</span></p>',
      'live-said': 'starting lambda',
      ...{ 'live-figures': '', 'live-doubts': '', 'live-lanes': '' },
    });
  });

  it('says how far the running load is: 3 of 10 after 0.7 s', () => {
    const load = loadOf([one(1), one(2), one(3)], { expected: 10 });
    const phase = phaseOf([{ name: 'lambda', runningMs: 700, load }]);
    expect(partsOf({ left: 'about 2 s left', phase })['live-state']).toBe(
      '<p><strong>burst at lambda</strong> <span class="muted">0.7 s, about 2 s left</span></p>' +
        '<progress max="10" value="3" aria-label="3 of 10 requests ended">3 of 10 requests</progress>',
    );
  });

  it('says what is billed so far by all phases: 402 ms, $0.50', () => {
    const state = textOf(partsOf({ left: 'about 2 s left', billed: { ms: 402, usd: 0.5 } })['live-state']);
    expect(state).toBe('burst at lambda about 2 s left, billed so far at least 402 ms ($0.50)');
    expect(textOf(partsOf({ billed: { ms: 402 } })['live-state'])).toBe(
      'burst at lambda billed so far at least 402 ms',
    );
  });

  it('has a column for each target: running, ended, to come; and dashes for what is not known', () => {
    const running = loadOf([one(1), one(2)], { inFlight: 8, environments: 2, billed: { ms: 201, usd: 0.25 } });
    const ended = loadOf([one(3)], { repeat: 1 });
    const parts = partsOf({
      phase: phaseOf([
        { name: 'lambda', runningMs: 5, load: running },
        { name: 'server', load: ended },
        { name: 'cluster' },
      ]),
    });
    expect(textOf(parts['live-figures'])).toBe(
      [
        'Phase burst, so far phase burst lambda running server ended, repeat 2 cluster to come',
        'Environments 2 – –',
        'In flight 8 0 –',
        'Requests ended 2 1 –',
        'Billed in this phase, at least 201 ms – –',
        'Cost of this phase, at least $0.25 – –',
      ].join(' '),
    );
  });

  it('gives a target the color that it has in the report: that of its place in the scenario', () => {
    const third = { name: 'cluster', kind: 'node-server', index: 2, load: loadOf([one(1)]) };
    const parts = partsOf({ phase: { ...phaseOf([]), targets: [third] } });
    expect(parts['live-figures']).toContain('class="t2"');
    expect(parts['live-lanes']).toContain('chart time t2');
  });

  it('has rows for what went wrong only where something did', () => {
    const throttled = { ...one(1), outcome: { kind: 'throttled', status: 429 } as const };
    const rows = (load: LiveLoad) => textOf(partsOf({ phase: phaseOf([{ name: 'lambda', load }]) })['live-figures']);
    expect(rows(loadOf([one(1)]))).not.toMatch(/Throttled|failed|Not sent/);
    expect(rows(loadOf([throttled, one(2)]))).toMatch(/Throttled 1/);
  });

  it('shows what was measured as text, never as markup', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&\u202e';
    const load = loadOf([one(1, hostile)]);
    const phase = phaseOf([{ name: hostile, runningMs: 1, load }], { name: hostile, kind: 'burst' });
    const parts = partsOf({ doing: hostile, left: hostile, phase, doubts: [{ message: hostile, advice: hostile }] });
    for (const [place, markup] of Object.entries(parts)) {
      expect({ place, img: markup.includes('<img') }).toEqual({ place, img: false });
      expect(markup).toMatch(/&lt;img|^$/);
      expect(markup).not.toContain('\u202e');
    }
  });

  it('lists doubts with what to do', () => {
    expect(partsOf({})['live-doubts']).toBe('');
    const doubts = [{ message: 'sent 3 ms late', advice: 'lower the rate' }, { message: 'server: no port' }];
    expect(textOf(partsOf({ doubts })['live-doubts'])).toBe(
      'DOUBTS so far. The report judges the whole run. sent 3 ms late lower the rate server: no port',
    );
  });
});

describe('live lanes', () => {
  it('are drawn as in the report: the same marks for the samples of a run that has ended', () => {
    const { result, samples } = sharedRun();
    const target = result.targets[0]?.name ?? '';
    const ofTarget = ({ panels }: PhasePanels<LanePanel>) => panels.find((one) => one.target === target);
    const report = laneCharts(result, samples).find((chart) => ofTarget(chart)?.lanes.length === 10);
    const panel = report && ofTarget(report);
    if (report === undefined || panel === undefined) throw new Error('the run has no ten lanes');
    const own = samples.filter(
      (sample) => sample.target === target && sample.phase === report.phase && sample.repeat === 0,
    );
    const marks = (markup: string) => /<svg class="plot".*?<\/svg>/s.exec(markup)?.[0].replace(/^<svg [^>]*>/, '');
    const load = loadOf(own, { environments: panel.environments });
    const live = partsOf({ phase: phaseOf([{ name: target, load }], { name: report.phase }) })['live-lanes'] ?? '';
    const drawn = drawLanes(panel, { axis: report.phase, spanMs: report.spanMs, targetIndex: 0, lanePx: 20 });
    // The life of an environment in a result also knows of its other phases.
    const bars = (markup: string | undefined) => markup?.match(/<g class="mark"><title>.*?<\/g>/gs);
    expect(bars(marks(live))).toEqual(bars(marks(drawn.toString())));
    expect(bars(marks(live))).toHaveLength(own.length);
  });

  it('have one axis that grows in steps: 1 s for 0.8 s, 2 s for 1.2 s; a line says how far the load is', () => {
    const load = loadOf([one(1)]);
    const lanes = (spanMs: number) =>
      partsOf({ phase: phaseOf([{ name: 'lambda', runningMs: spanMs, load }], { spanMs }) })['live-lanes'] ?? '';
    expect(lanes(800)).toContain('viewBox="0 0 1000 20"');
    expect(lanes(1200)).toContain('viewBox="0 0 2000 20"');
    expect(lanes(1200)).toContain('<path class="now" d="M1200 0v20"/>');
  });

  it('say that nothing has answered yet', () => {
    const load = { ...loadOf([], { inFlight: 100 }), originMs: undefined } as unknown as LiveLoad;
    const phase = phaseOf([{ name: 'lambda', runningMs: 300, load }]);
    expect(textOf(partsOf({ phase })['live-lanes'])).toContain('lambda 100 in flight, no answer yet');
  });

  it('have an open row for each request of a burst that has no answer, from its release until now: 300 to 700 ms', () => {
    const burst = { inFlight: 2, sinceReleaseMs: 400 };
    const lanes = (load: LiveLoad) =>
      partsOf({ phase: phaseOf([{ name: 'lambda', runningMs: 700, load }]) })['live-lanes'] ?? '';
    const before = lanes({ ...loadOf([], burst), originMs: undefined } as unknown as LiveLoad);
    expect(before).toContain('<title>2 requests in flight for 400 ms</title><path d="M300 1.5h400M300 4.5h400"/>');
    // Below the lane of the first answer, 20 px high.
    const after = lanes(loadOf([one(1)], burst));
    expect(after).toContain('<path d="M300 21.5h400M300 24.5h400"/>');
    expect(textOf(after)).toContain('lambda 1 request in 1 lane, 2 in flight');
    expect(lanes(loadOf([one(1)], { inFlight: 2 }))).not.toContain('flight"');
    expect(lanes(loadOf([one(1)], { inFlight: 1000, sinceReleaseMs: 400 })).split('h400')).toHaveLength(101);
  });

  it('have a row for each environment that was started and has not answered: its init, then nothing, until now or its end', () => {
    const starts = [
      { environmentId: 'aaaa', fromMs: 100, initToMs: 250 },
      { environmentId: 'bbbb', fromMs: 300 },
      { environmentId: 'cccc', fromMs: 120, stoppedAtMs: 400 },
    ];
    const load = loadOf([one(1)], { starts, environments: 4, inFlight: 2, sinceReleaseMs: 700 });
    const parts = partsOf({ phase: phaseOf([{ name: 'lambda', runningMs: 700, load }]) });
    const lanes = parts['live-lanes'] ?? '';
    const row = (title: string) =>
      new RegExp(`<g class="mark unanswered"><title>${title}, no answer yet</title>(.*?)</g>`).exec(lanes)?.[1];
    // Lanes of 20 px, of which 3 are a gap; the first is that of the answer.
    expect(row('aaaa: started at 100 ms, init of 150 ms')).toBe('<rect x="100" y="21.5" width="600" height="17"/>');
    expect(row('bbbb: started at 300 ms, init for 400 ms')).toBe('<rect x="300" y="41.5" width="400" height="17"/>');
    expect(row('cccc: started at 120 ms, init of 280 ms')).toBe('<rect x="120" y="61.5" width="280" height="17"/>');
    expect(lanes).toContain('<rect class="init" x="100" y="21.5" width="150" height="17"/>');
    expect(lanes).toContain('<rect class="init" x="300" y="41.5" width="400" height="17"/>');
    // Requests in flight lie below all of them.
    expect(lanes).toContain('<path d="M0 81.5h700M0 84.5h700"/>');
    expect(textOf(lanes)).toContain('started, no answer yet');
    expect(textOf(lanes)).toContain(
      'lambda 1 request in 1 lane, 2 in flight, 3 environments started without an answer yet',
    );
    expect(textOf(parts['live-figures'])).toContain('Environments 4 Environments whose init runs 1 In flight 2');
  });

  it('of 1,000 environments at three targets are below 500 kB, and say what is drawn', () => {
    const many = Array.from({ length: 1000 }, (_, n) => one(n));
    const targets = ['a', 'b', 'c'].map((name) => ({ name, load: loadOf(many, { environments: 1000 }) }));
    const lanes = partsOf({ phase: phaseOf(targets, { spanMs: 1100 }) })['live-lanes'] ?? '';
    expect(textOf(lanes)).toContain('a 1,000 requests in 1,000 lanes; drawn: 160 requests in 160 lanes');
    expect(lanes.length).toBeLessThan(500_000);
  });
});
