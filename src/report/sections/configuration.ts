import { stringify } from 'yaml';
import type { RunResult } from '../../model/run-result.ts';
import { bytes, count, counted, mb, ms, when } from '../../text/format.ts';
import { isOfWorkers } from '../figures/machines/of-workers.ts';
import { type Content, html } from '../page/markup.ts';
import { factList, folded, scrolling } from '../page/table.ts';
import type { Section } from './section.ts';

export const configurationSection: Section = {
  id: 'configuration',
  label: 'Configuration',
  title: 'Configuration and machine',
  folded: () => true,
  body: ({ result }) => html`${factList(facts(result))}
${folded(
  'The scenario as run, with every default',
  scrolling('Scenario', html`<pre><code>${stringify(result.scenario.resolved)}</code></pre>`),
)}`,
};

function limitsOf({ name, enforced }: RunResult['targets'][number]): (readonly [string, Content])[] {
  if (enforced === undefined) return [];
  const cpu = enforced.cpu === 'none' ? 'CPU was not limited' : `CPU share by ${enforced.cpu}`;
  const memory = enforced.memory === 'watched' ? 'memory was watched' : `memory by ${enforced.memory}`;
  const files = [
    ...(enforced.taskRoot ? [`task root ${enforced.taskRoot}`] : []),
    ...(enforced.layers ? [`layers ${enforced.layers === 'mounted' ? 'at /opt' : 'by search paths'}`] : []),
  ];
  return [['Limits', `${name}: ${[[cpu, memory, ...files].join(', '), ...enforced.why].join('; ')}`]];
}

function packageOf({ name, package: size }: RunResult['targets'][number]): (readonly [string, Content])[] {
  if (size === undefined) return [];
  const { files, unzippedBytes, zippedBytes, trouble } = size;
  if (files === undefined || unzippedBytes === undefined) return [['Package', `${name}: not measured: ${trouble}`]];
  const zipped = zippedBytes === undefined ? '' : `${bytes(zippedBytes)} zipped, `;
  return [['Package', `${name}: ${zipped}${bytes(unzippedBytes)} in ${counted(files, 'file')}`]];
}

/** Of workers, each has a row of its own. */
function machineLabel(result: RunResult): string {
  if (result.merged !== undefined) return 'Machine of the first run';
  return isOfWorkers(result) ? 'Machine of the coordinator' : 'Machine';
}

function facts(result: RunResult): (readonly [string, Content])[] {
  const { scenario, machine, tool, workload } = result;
  const starts = result.targets.flatMap(({ name, url, startupMs }) =>
    url === undefined ? [] : [`${name}: ${url}${startupMs === undefined ? '' : `, ready after ${ms(startupMs)}`}`],
  );
  return [
    ['Scenario file', html`<code>${scenario.file}</code>`],
    ['Seed', String(result.seed)],
    ['Started', when(result.startedAt)],
    ['Finished', when(result.finishedAt)],
    [machineLabel(result), `${machine.cpuModel}, ${machine.cpus} CPUs, ${mb(machine.memoryMb)}`],
    ['System', `${machine.platform}, kernel ${machine.kernel}, Node ${machine.node}`],
    [
      'CPU work rate',
      workload.iterationsPerMs === undefined
        ? 'not measured: the workload does no CPU work of its own'
        : `${count(workload.iterationsPerMs)} iterations per ms of CPU, the same for every target`,
    ],
    ['Tool', `${tool.name} ${tool.version}, result.json version ${result.schemaVersion}`],
    ...starts.map((text) => ['Target', text] as const),
    ...result.targets.flatMap(packageOf),
    ...result.targets.flatMap(limitsOf),
  ];
}
