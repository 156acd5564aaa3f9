import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { packageRoot, programFile } from '../src/launch/local/program-file.ts';
import { atMost, type Benchmark, type Figure } from './benchmark.ts';
import { highWaterMb } from './high-water.ts';

const variable = 'ROLLCALL_BENCH_LINES';
const lines = Number(process.env[variable] ?? 1_000_000);
/** A process of Node, its heap and its histograms; then two identities of 20 bytes and two instants of 8 for each line. */
const promised = { baseMb: 200, bytesPerLine: 80 };
const environments = 1000;
const linesPerWrite = 1000;

export const logs: Benchmark = {
  about: `the command reads ${lines.toLocaleString('en')} lines of a log from a pipe (${variable}=10000000 for ten million)`,
  run: async () => {
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, [programFile('src/cli/main'), 'logs', '-', '--json'], {
      cwd: packageRoot,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = text(child.stdout);
    let peakMb: number | undefined;
    const meter = setInterval(async () => {
      peakMb = (await highWaterMb(child.pid)) ?? peakMb;
    }, 100);
    for (let from = 0; from < lines; from += linesPerWrite)
      if (!child.stdin.write(linesFrom(from))) await once(child.stdin, 'drain');
    child.stdin.end();
    const [code] = await once(child, 'close');
    clearInterval(meter);
    if (code !== 0) throw new Error(`rollcall logs ended with ${code}`);
    return figuresOf((performance.now() - startedAtMs) / 1000, peakMb, JSON.parse(await output));
  },
};

/** Each environment in turn: a call of 20 ms every 1,000 lines, the first after an init. The time is that of CloudWatch's exports. */
function linesFrom(from: number): string {
  const count = Math.min(linesPerWrite, lines - from);
  return Array.from({ length: count }, (_, offset) => lineOf(from + offset)).join('');
}

function lineOf(index: number): string {
  const stream = (index % environments).toString(16).padStart(32, '0');
  const time = new Date(Date.UTC(2026, 10, 1) + index * 10).toISOString();
  const id = `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const init = index < environments ? '\tInit Duration: 150.00 ms' : '';
  const billed = index < environments ? 170 : 20;
  return `${time} 2026/11/01/[$LATEST]${stream} REPORT RequestId: ${id}\tDuration: 20.00 ms\tBilled Duration: ${billed} ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB${init}\n`;
}

interface Printed {
  readonly summary: {
    readonly invocations: number;
    readonly rolls: readonly { readonly environments: number; readonly coldStarts: number }[];
  };
}

function figuresOf(
  seconds: number,
  peakMb: number | undefined,
  { summary: { invocations, rolls } }: Printed,
): Figure[] {
  const [roll] = rolls;
  const counted = `${invocations} lines, ${roll?.environments} environments, ${roll?.coldStarts} cold starts`;
  const expected = `${lines} lines, ${environments} environments, ${environments} cold starts`;
  const boundMb = promised.baseMb + (lines * promised.bytesPerLine) / 1024 ** 2;
  return [
    { what: 'roll of the log', value: counted, target: { text: expected, met: counted === expected } },
    { what: 'time', value: `${seconds.toFixed(0)} s, ${(lines / seconds / 1000).toFixed(0)},000 lines/s` },
    {
      what: 'highest resident memory of the command',
      value: peakMb === undefined ? 'not measured: there is no /proc here' : `${peakMb.toFixed(0)} MB`,
      ...(peakMb !== undefined && { target: atMost(peakMb, Math.round(boundMb), ' MB') }),
    },
  ];
}
