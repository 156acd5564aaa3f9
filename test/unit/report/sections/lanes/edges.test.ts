import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawLanes } from '../../../../../src/report/sections/lanes/draw.ts';
import { laneCharts } from '../../../../../src/report/sections/lanes/lane-chart.ts';
import type { Part } from '../../../../../src/stats/service-time-parts.ts';
import { assembled, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

const css = readFileSync(new URL('../../../../../src/report/browser/style/colors.css', import.meta.url), 'utf8');

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const colorOf = (name: string, theme: 'light' | 'dark'): string => {
  const [, light, dark] = css.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`)) ?? [];
  if (light === undefined || dark === undefined) throw new Error(`colors.css has no --${name}`);
  return theme === 'light' ? light : dark;
};

const plain = [
  ['part-queue', 'part-init'],
  ['part-queue', 'part-cpu'],
  ['part-init', 'part-cpu'],
  ['part-cpu', 'part-waiting'],
  ['part-queue', 'part-waiting'],
] as const;
const edged = [
  ['part-init', 'part-waiting'],
  ['part-waiting', 'alive'],
  ['alive', 'part-queue'],
] as const;

it('contrast of black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
});

it.each(['light', 'dark'] as const)(
  'neighbors in a lane have a contrast of 3:1 in %s, or the edge between has',
  (theme) => {
    const between = (a: string, b: string) => contrast(colorOf(a, theme), colorOf(b, theme));
    for (const [a, b] of plain) expect(between(a, b), `${a}, ${b}`).toBeGreaterThanOrEqual(3);
    for (const [a, b] of edged) {
      const best = Math.max(between(a, b), Math.min(between(a, 'part-cpu'), between(b, 'part-cpu')));
      expect(best, `${a}, ${b}`).toBeGreaterThanOrEqual(3);
    }
  },
);

it('edges of a lane stand beside idle time and at the end of an init, a light hair between requests that touch', () => {
  const times = { queueMs: 0, cpuMs: 10, waitingMs: 90, rssMb: 50, scope: 'call' } as const;
  // Sent 0.2 ms after they are due: 0.2-100.2, 100.2-200.2, idle, 1,000.2-1,100.2.
  const samples = [0, 100, 1000].map((sentAtMs, index) =>
    answered({
      ...times,
      target: 'server',
      phase: 'burst',
      burst: 0,
      sentAtMs,
      instanceId: 'a',
      invocationId: index + 1,
    }),
  );
  const [chart] = laneCharts(assembled([targetOf('server', 'node-server', samples)], samples).result, samples);
  const panel = chart?.panels[0];
  const [lane] = panel?.lanes ?? [];
  if (panel === undefined || lane === undefined) throw new Error('no lane');
  // The third one waits for an init of 40 ms, after 5 ms of dispatch: it ends at 1,045.2 ms.
  const cold: Part[] = [
    { kind: 'queue', ms: 5 },
    { kind: 'init', ms: 40 },
    { kind: 'cpu', ms: 10 },
    { kind: 'waiting', ms: 45 },
  ];
  const bars = lane.bars.map((bar) => (bar.fromMs < 1000 ? bar : { ...bar, parts: cold }));
  const look = { spanMs: 1100, targetIndex: 0, axis: 'burst', lanePx: 20 };
  const drawing = drawLanes({ ...panel, lanes: [{ ...lane, bars }] }, look).toString();
  const hairs = (name: string) => new RegExp(`<path class="${name}" d="([^"]*)"`).exec(drawing)?.[1];
  expect(hairs('edges')).toBe(['0.2', '200.2', '1000.2', '1045.2', '1100.2'].map((at) => `M${at} 1.5v17`).join(''));
  expect(hairs('ends')).toBe('M100.2 1.5v17');
});
