import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takePicture } from './picture.mjs';

// The kept runs of reports/gallery, its index, and the picture in the README. On a quiet machine: npm run gallery
const entries = [
  { scenario: 'burst-10', shows: 'ten waiting requests at once: ten environments, or one process' },
  { scenario: 'staircase', shows: 'how environments, memory and latency grow with the burst, from 1 to 100' },
  { scenario: 'five-ways', shows: 'one request per environment, many per environment, a server, ten processes' },
];
const gallery = 'reports/gallery';
/** What a report is made of and again; logs of the platform are of the machine they were written on. */
const kept = new Set(['report.html', 'result.json', 'samples.ndjson', 'sheet.md']);

const command = (scenario) => `npx rollcall run scenarios/${scenario}.yaml --out ${gallery}/${scenario} --no-data`;

function rollcall(...args) {
  const { status } = spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`rollcall ${args.join(' ')}: exit code ${status}; the gallery shows good runs only`);
}

function run({ scenario }) {
  const directory = join(gallery, scenario);
  rmSync(directory, { recursive: true, force: true });
  rollcall('run', `scenarios/${scenario}.yaml`, '--out', directory, '--no-data', '--quiet');
  rollcall('report', directory, '--format', 'sheet-markdown', '--out', join(directory, 'sheet.md'));
  for (const file of readdirSync(directory)) if (!kept.has(file)) rmSync(join(directory, file), { recursive: true });
}

function row({ scenario, shows }) {
  const { startedAt, verdict, machine } = JSON.parse(readFileSync(join(gallery, scenario, 'result.json'), 'utf8'));
  const date = startedAt.slice(0, 10);
  return `## [${scenario}](${scenario}/report.html)

${shows[0].toUpperCase()}${shows.slice(1)}.

> ${verdict.status}${verdict.finding === undefined ? '' : `: ${Object.values(verdict.finding).join(' ')}`}

\`${command(scenario)}\`, ${date}, ${machine.cpus} CPUs (${machine.cpuModel}), Node ${machine.node}. [Decision sheet](${scenario}/sheet.md).
`;
}

for (const entry of entries) run(entry);
writeFileSync(
  join(gallery, 'README.md'),
  `# Gallery

Real runs, unedited, with the command that repeats each. \`npm run gallery\` runs all of them again and renews the picture in the README of the
project. The pages need no network: download one and open it.

${entries.map(row).join('\n')}`,
);
await takePicture(join(gallery, 'burst-10', 'report.html'), 'docs/report.png');
