import { allLeft, columnLines } from '../src/report/summary/columns.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { burst } from './burst/burst.ts';
import { burstTls } from './burst/burst-tls.ts';
import { abBenchmarks } from './commands/ab.ts';
import { command } from './commands/command.ts';
import { install } from './commands/install.ts';
import { live } from './commands/live.ts';
import { fleetCoordinator } from './fleet/coordinator.ts';
import { fleet } from './fleet/fleet.ts';
import { lambda } from './lambda/lambda.ts';
import { lambdaPeers } from './lambda/peers.ts';
import { logs } from './logs.ts';
import { memory } from './memory.ts';
import { plan } from './plan.ts';
import { planned } from './projected/planned.ts';
import { projected } from './projected/projected.ts';
import { rates } from './rates/rates.ts';
import { report } from './report.ts';
import { simulator } from './simulator/simulator.ts';
import { stalled } from './stall/stall.ts';
import { tag } from './tag.ts';

/** `node dist/bench/main.js [NAME...]`: those named, or all of these. Figures inform; they fail nothing. */
const usual: Readonly<Record<string, Benchmark>> = {
  command,
  burst,
  'burst-tls': burstTls,
  rates,
  live,
  stall: stalled,
  memory,
  logs,
  report,
  plan,
  projected,
  planned,
  simulator,
  fleet,
  'fleet-coordinator': fleetCoordinator,
  lambda,
  tag,
};

/** Those only when named, as they install packages or take minutes. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  ...usual,
  ...abBenchmarks,
  'lambda-peers': lambdaPeers,
  install,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  const wanted = named.length === 0 ? Object.keys(usual) : named;
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (!wanted.includes(name)) continue;
    console.log(`\n${name}: ${benchmark.about}\n`);
    console.log(table(await benchmark.run()));
  }
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, target }) => [
    what,
    value,
    target === undefined ? '' : `target ${target.text}: ${target.met ? 'met' : 'MISSED'}`,
  ]);
  return columnLines(rows, allLeft).join('\n');
}
