import { resolve } from 'node:path';
import { addKinds } from './house/added-kinds.mjs';
import { kindDecisions } from './house/kinds.mjs';
import { circles, filesPerFolder, longestFile, longestFunction } from './house/measures.mjs';
import { linesOf, sourcesOf } from './house/sources.mjs';

/** Families of kinds, and the folders that may decide on one (docs/architecture.md, "Adding a load phase" and "Adding a target kind"). */
const families = [
  {
    family: 'load phase',
    kinds: ['burst', 'sequential', 'constantRate', 'rampingRate', 'poisson', 'trace', 'closed', 'pause'],
    homes: ['src/load/', 'src/model/schema/phase-kind.ts', 'src/simulator/arrivals/'],
  },
  {
    family: 'target',
    kinds: ['local-lambda', 'node-server', 'server', 'http', 'lambda-url', 'lambda-invoke', 'lambda-web'],
    homes: ['src/target-kinds/', 'src/launch/'],
  },
  {
    family: 'concurrency model',
    kinds: ['event', 'managed', 'web', 'queued'],
    homes: [
      'targets/lambda/models/',
      'targets/lambda/web/',
      'src/concurrency/',
      'src/target-kinds/',
      'src/simulator/platforms/',
      'src/planner/options/registry.ts',
      'src/planner/options/managed/',
      'src/scenario/plan/option-rules.ts',
    ],
  },
  {
    family: 'function code',
    kinds: ['node', 'python', 'provided', 'node-ric'],
    homes: ['targets/lambda/runtimes/', 'src/launch/code/', 'src/model/platform/code-kinds.ts'],
  },
  {
    family: 'engine',
    kinds: ['socket', 'undici', 'autocannon'],
    homes: ['src/scenario/engine-kinds.ts', 'src/scenario/engines.ts', 'src/loadgen/engines/'],
  },
  {
    family: 'plan option',
    kinds: ['provisioned', 'fargate', 'cloud-run', 'fluid'],
    homes: [
      'src/scenario/plan/options.ts',
      'src/scenario/plan/option-rules.ts',
      'src/planner/options/registry.ts',
      'src/simulator/platforms/',
    ],
  },
];

const most = { filesPerFolder: 15, linesPerFile: 300, linesPerFunction: 50 };

async function house(root, adds) {
  const sources = sourcesOf(root, ['src', 'targets', 'bench', 'scripts', 'test']);
  const code = sources.filter(({ path }) => !path.startsWith('test/'));
  const product = code.filter(({ path }) => /^(src|targets)\//.test(path));
  const folders = filesPerFolder(sources);
  const breaches = [
    ...folders
      .filter(({ files }) => files > most.filesPerFolder)
      .map(({ folder, files }) => `${folder} holds ${files} source files, more than ${most.filesPerFolder}`),
    ...circles(sources).map((circle) => `circle of imports: ${circle.join(', ')}`),
    ...kindDecisions(
      code.filter(({ path }) => !path.startsWith('scripts/')),
      families,
    ).map(
      ({ path, line, family }) =>
        `${path}:${line} decides on the kind of ${article(family)} ${family} outside its module`,
    ),
  ];
  const file = longestFile(code);
  if (file.lines > most.linesPerFile)
    breaches.push(`${file.path} has ${file.lines} lines, more than ${most.linesPerFile}`);
  const longest = longestFunction(code);
  if (longest.lines > most.linesPerFunction)
    breaches.push(
      `${longest.path}:${longest.line} has a function of ${longest.lines} lines, more than ${most.linesPerFunction}`,
    );
  const lines = product.reduce((sum, { text }) => sum + linesOf(text), 0);
  const added = adds ? await addKinds(root) : [];
  for (const kind of added) breaches.push(...breachesOf(kind));
  print(root, { folders, file, longest, lines, files: product.length, added, breaches });
  return breaches.length === 0 ? 0 : 1;
}

const article = (noun) => (/^[aeio]/.test(noun) ? 'an' : 'a');

const breachesOf = ({ family, most: mostFiles, files, wrong }) => [
  ...(files.length > mostFiles ? [`a new ${family} takes ${files.length} files, more than ${mostFiles}`] : []),
  ...wrong.map((text) => `a new ${family}: ${text}`),
];

function print(root, { folders, file, longest, lines, files, added, breaches }) {
  const line = (text) => process.stdout.write(`${text}\n`);
  line(`${root}: ${lines} lines in ${files} files of src and targets`);
  line('fullest folders:');
  for (const { folder, files: count } of folders.slice(0, 10)) line(`  ${String(count).padStart(3)}  ${folder}`);
  line(`longest file: ${file.path}, ${file.lines} lines`);
  line(`longest function: ${longest.path}:${longest.line}, ${longest.lines} lines`);
  for (const { family, files: touched } of added)
    line(`a new ${family} takes ${touched.length} files: ${touched.join(', ')}`);
  line(breaches.length === 0 ? 'no breaches' : `${breaches.length} breaches:`);
  for (const breach of breaches) line(`  ${breach}`);
}

const [folder = '.'] = process.argv.slice(2).filter((word) => word !== '--added');
process.exitCode = await house(resolve(folder), process.argv.includes('--added'));
