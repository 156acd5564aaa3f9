// Runs a handler under AWS's own Node client (aws-lambda-ric) in the embedded Lambda: one call at a time, and many at once. So does
// the workload as it is deployed, the bundle of scripts/bundle.mjs.
// It is no dependency: it is installed into a temporary folder, where its native part is built from bundled sources in about a
// minute, which takes cmake, g++ and make. Usage, after `npm run build`: node scripts/official-runtime.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const missing = ['cmake', 'g++', 'make'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
if (missing.length > 0) {
  console.error(
    `the official client is built from source; missing: ${missing.join(', ')} (Debian: apt-get install cmake g++ make)`,
  );
  process.exit(1);
}

const { startProgram } = await import('../dist/src/target/program.js');
const { awsAccount } = await import('../dist/src/model/lambda.js');
/** The client wants Node 22 or newer, which the registry has, too. */
const tooOld = Number(process.versions.node.split('.')[0]) < 22;
const directory = mkdtempSync(join(tmpdir(), 'rollcall-ric-'));
const ownNode = join(directory, 'node_modules', 'node', 'bin', 'node');
try {
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'index.mjs'), handlerText());
  console.log('installing aws-lambda-ric ...');
  const packages = ['aws-lambda-ric@4', ...(tooOld ? ['node@22'] : [])];
  // In the foreground: npm has been seen to break off a build that says nothing.
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', ...packages], {
    cwd: directory,
    stdio: 'ignore',
  });
  if (npm.status !== 0) throw new Error('aws-lambda-ric could not be installed');
  const managed = { kind: 'managed', maxConcurrencyPerEnvironment: 8, minEnvironments: 1, maxEnvironments: 1 };
  await show('one call at a time', { kind: 'event' }, {});
  await show('8 at once', managed, { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' });
  const workload = bundledWorkload();
  await showBundle('the bundle, one call at a time', { kind: 'event' }, workload);
  await showBundle('the bundle, 8 at once', managed, { ...workload, AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' });
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function show(what, model, environment) {
  const answers = await eightAnswers(join(directory, 'index.mjs'), model, environment);
  const distinct = (key) => new Set(answers.map(({ body }) => body[key])).size;
  console.log(`${what}: 8 answers of ${distinct('pid')} processes and ${distinct('thread')} threads`, answers[0].body);
}

async function showBundle(what, model, environment) {
  const answers = await eightAnswers(join(directory, 'bundle/function/index.mjs'), model, environment);
  const instances = new Set(answers.map(({ headers }) => headers.get('rollcall-instance-id')));
  const cold = answers.filter(({ headers }) => headers.get('rollcall-cold-start') === 'true');
  const { padding, ...body } = answers[0].body;
  console.log(`${what}: 8 answers of ${instances.size} instances, ${cold.length} of them cold`, body);
}

/** The bundle beside the client, and the variables that it needs. */
function bundledWorkload() {
  const out = join(directory, 'bundle');
  const script = fileURLToPath(new URL('bundle.mjs', import.meta.url));
  const scenario = fileURLToPath(new URL('../scenarios/burst-10.yaml', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, scenario, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('there is no bundle');
  return { ROLLCALL_WORKLOAD: readFileSync(join(out, 'workload.json'), 'utf8') };
}

async function eightAnswers(file, model, environment) {
  const code = { kind: 'node-ric', handler: { file, export: 'handler' }, ...(tooOld && { node: ownNode }) };
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
