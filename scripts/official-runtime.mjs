// Runs the small functions of test/integration/node-client under AWS's own Node clients and under our own runtime, each on a Node that
// Lambda pairs it with, and compares answers, errors and log lines with what was recorded:
//   client 3 (aws-lambda-ric@3) on the Node at hand, or on Node 22 if that is newer; client 4 (aws-lambda-ric@4) on Node 24.
// Under client 4 it also runs a handler one call at a time and many at once, and the workload as it is deployed (scripts/bundle.mjs).
// They are no dependencies: they are installed into a temporary folder, where their native part is built from bundled sources in some
// minutes, which takes cmake, g++ and make, and autoconf, automake and libtool for client 3.
// Usage, after `npm run build`: node scripts/official-runtime.mjs [--record]
//   --record writes down what the official clients do, in place of what was recorded.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tools = ['cmake', 'g++', 'make', 'autoconf', 'automake', 'libtoolize'];
const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
if (missing.length > 0) {
  console.error(
    `the official clients are built from source; missing: ${missing.join(', ')} (Debian: apt-get install cmake g++ make autoconf automake libtool)`,
  );
  process.exit(1);
}

const { startProgram } = await import('../dist/src/launch/local/program.js');
const { awsAccount } = await import('../dist/src/model/platform/lambda.js');
const isRecorded = process.argv.includes('--record');
const major = Number(process.versions.node.split('.')[0]);
/** Node as the registry has it, where the Node at hand is not the one that Lambda pairs with the client. */
const clients = [
  { client: 'aws-lambda-ric@3', node: major < 24 ? undefined : 'node@22' },
  { client: 'aws-lambda-ric@4', node: major === 24 ? undefined : 'node@24' },
];
const directory = mkdtempSync(join(tmpdir(), 'rollcall-ric-'));
try {
  const agreements = clients.map((pair) => agreement(installed(pair)));
  await runAsDeployed(installedFolder(clients[1]), binaryOf(clients[1]));
  process.exitCode = agreements.every(Boolean) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function installed({ client, node }) {
  const folder = installedFolder({ client });
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const packages = [client, ...(node === undefined ? [] : [node])];
  console.log(`installing ${packages.join(' and ')} ...`);
  // In the foreground: npm has been seen to break off a build that says nothing.
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', ...packages], {
    cwd: folder,
    stdio: 'ignore',
  });
  if (npm.status !== 0) throw new Error(`${client} could not be installed`);
  return { client, folder, node: binaryOf({ client, node }) };
}

function installedFolder({ client }) {
  return join(directory, client);
}

function binaryOf({ client, node }) {
  return node === undefined ? undefined : join(installedFolder({ client }), 'node_modules', 'node', 'bin', 'node');
}

/** Whether the official client does what was recorded, and our own runtime the same. */
function agreement({ client, folder, node }) {
  const environment = node === undefined ? {} : { ROLLCALL_SUITE_NODE: node };
  const official = { ...environment, ROLLCALL_SUITE_CLIENT: folder };
  const subjects = [
    [client, isRecorded ? { ...official, ROLLCALL_SUITE_RECORD: 'yes' } : official],
    ['our own runtime', environment],
  ];
  const agree = subjects.map(([name, variables]) => {
    const { status } = spawnSync(
      'npx',
      ['vitest', 'run', '--project', 'processes', 'test/integration/node-client/node-client.test.ts'],
      {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: { ...process.env, ...variables },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    console.log(`${name} on ${node ?? process.execPath}: ${status === 0 ? 'agrees' : 'DIFFERS'}`);
    return status === 0;
  });
  return agree.every(Boolean);
}

async function runAsDeployed(folder, node) {
  writeFileSync(join(folder, 'index.mjs'), handlerText());
  const managed = { kind: 'managed', maxConcurrencyPerEnvironment: 8, minEnvironments: 1, maxEnvironments: 1 };
  const file = join(folder, 'index.mjs');
  await show('one call at a time', { file, node, model: { kind: 'event' }, environment: {} });
  await show('8 at once', { file, node, model: managed, environment: { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' } });
  const bundle = bundledWorkload(folder);
  await showBundle('the bundle, one call at a time', { ...bundle, node, model: { kind: 'event' } });
  const environment = { ...bundle.environment, AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' };
  await showBundle('the bundle, 8 at once', { ...bundle, node, model: managed, environment });
}

async function show(what, options) {
  const answers = await eightAnswers(options);
  const distinct = (key) => new Set(answers.map(({ body }) => body[key])).size;
  console.log(`${what}: 8 answers of ${distinct('pid')} processes and ${distinct('thread')} threads`, answers[0].body);
}

async function showBundle(what, options) {
  const answers = await eightAnswers(options);
  const instances = new Set(answers.map(({ headers }) => headers.get('rollcall-instance-id')));
  const cold = answers.filter(({ headers }) => headers.get('rollcall-cold-start') === 'true');
  const { padding, ...body } = answers[0].body;
  console.log(`${what}: 8 answers of ${instances.size} instances, ${cold.length} of them cold`, body);
}

/** The bundle beside the client, and the variables that it needs. */
function bundledWorkload(folder) {
  const out = join(folder, 'bundle');
  const script = fileURLToPath(new URL('bundle.mjs', import.meta.url));
  const scenario = fileURLToPath(new URL('../scenarios/burst-10.yaml', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, scenario, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('there is no bundle');
  const workload = readFileSync(join(out, 'workload.json'), 'utf8');
  return { file: join(out, 'function/index.mjs'), environment: { ROLLCALL_WORKLOAD: workload } };
}

async function eightAnswers({ file, node, model, environment }) {
  const code = { kind: 'node-ric', handler: { file, export: 'handler' }, ...(node !== undefined && { node }) };
  const config = {
    ...{ host: '127.0.0.1', account: awsAccount, seed: 1 },
    functions: [
      {
        ...{ functionName: 'ric', code, model, memoryMb: 1769, timeoutMs: 30_000, initTimeoutMs: 10_000 },
        ...{ keepAlive: { kind: 'constant', ms: 60_000 }, maxLifeMs: 7_200_000, environment, logFormat: 'Text' },
        url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED' },
        ...{ logFile: join(directory, 'log'), telemetryFile: join(directory, 'telemetry') },
      },
    ],
  };
  const lambda = await startProgram({ name: 'ric', program: 'targets/lambda/main', config });
  return Promise.all(Array.from({ length: 8 }, () => ask(lambda.url))).finally(lambda.stop);
}

async function ask(url) {
  const answer = await fetch(url);
  return { headers: answer.headers, body: await answer.json() };
}

function handlerText() {
  return `
import { threadId } from 'node:worker_threads';
export const handler = async (event, context) => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { AWS_LAMBDA_INITIALIZATION_TYPE: type, AWS_LAMBDA_MAX_CONCURRENCY: max } = process.env;
  return { pid: process.pid, thread: \`\${process.pid}/\${threadId}\`, type, max, id: context.awsRequestId };
};
`;
}
