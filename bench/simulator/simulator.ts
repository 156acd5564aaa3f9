import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import { simFaas } from './sim-faas.ts';

interface Case {
  readonly what: string;
  readonly perSecond: number;
  readonly callMs: number;
  readonly durationMs: number;
  readonly millionEvents: number;
}

/** 10 to 20 million events each. The largest load needs a million requests before a million are in flight. */
const cases: readonly Case[] = [
  { what: '10 concurrent', perSecond: 100, callMs: 100, durationMs: 50_000_000, millionEvents: 5 },
  { what: '1,000 concurrent', perSecond: 1000, callMs: 1000, durationMs: 5_000_000, millionEvents: 5 },
  { what: '10,000 environments', perSecond: 10_000, callMs: 950, durationMs: 500_000, millionEvents: 5 },
  { what: '1,000,000 concurrent', perSecond: 1_000_000, callMs: 1000, durationMs: 8000, millionEvents: 2 },
];

export const simulator: Benchmark = {
  about: 'simulator: events (arrivals and ends of calls) per second, memory, and closed forms',
  run: async () => [...cases.flatMap(figuresOf), ...simFaas()],
};

interface Measured {
  readonly eventsPerSecond: number;
  readonly mostMb: number;
  readonly alive: number;
  readonly steady: number;
  readonly closedMs: number;
}

function figuresOf({ what, perSecond, callMs, durationMs, millionEvents }: Case): Figure[] {
  const program = join('dist', 'bench', 'simulator', 'simulated-main.js');
  const settings = [perSecond, callMs, durationMs].map(String);
  const { stdout } = spawnSync(process.execPath, [program, ...settings], { cwd: packageRoot, encoding: 'utf8' });
  const { eventsPerSecond, mostMb, steady, closedMs }: Measured = JSON.parse(stdout);
  const millions = eventsPerSecond / 1e6;
  return [
    {
      what,
      value: `${millions.toFixed(1)} M events/s`,
      target: { text: `>= ${millionEvents} M events/s`, met: millions >= millionEvents },
    },
    { what: '  memory of the process', value: `${mostMb.toFixed(0)} MB`, target: atMost(mostMb, 200, ' MB') },
    {
      what: '  closed form',
      value: `${Math.round(steady)} environments in ${closedMs.toFixed(1)} ms`,
      target: atMost(closedMs, 100, ' ms'),
    },
  ];
}
