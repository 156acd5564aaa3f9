// What is deployed, as single files to look at (docs/deploy.md): the workload as a function, and its twin as a server. With a
// scenario also what its workload is configured with. After a build: npm run bundle [-- scenarios/burst-10.yaml]
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { prepareBuiltin } from '../dist/src/experiment/observe/workload.js';
import { UserError } from '../dist/src/model/errors.js';
import { parseScenario } from '../dist/src/scenario/reading/parse.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const bundles = [
  { input: 'targets/app/workload.ts', file: 'function/index.mjs' },
  { input: 'targets/deploy/main.ts', file: 'server/server.mjs' },
];

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string', default: 'dist/deploy' }, 'iterations-per-ms': { type: 'string' } },
  });
  for (const { input, file } of bundles) console.log(await bundle(input, join(values.out, file)));
  const workloadFile = join(values.out, 'workload.json');
  // One of an earlier scenario would be deployed by mistake.
  rmSync(workloadFile, { force: true });
  for (const scenario of positionals.slice(0, 1))
    await writeWorkload(scenario, workloadFile, values['iterations-per-ms']);
} catch (error) {
  if (!(error instanceof UserError) && error?.code !== 'ENOENT') throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns a line about what it has written. */
async function bundle(input, file) {
  const build = await rolldown({ input: join(root, input), cwd: root, platform: 'node' });
  const { output } = await build.write({ file, format: 'esm', minify: false });
  await build.close();
  const [{ code }] = output;
  return `${file}: ${code.trimEnd().split('\n').length} lines, ${Buffer.byteLength(code)} bytes`;
}

async function writeWorkload(scenario, file, givenRate) {
  const { workload, seed } = parseScenario(readFileSync(scenario, 'utf8'), { file: scenario });
  if (workload.kind !== 'builtin') {
    throw new UserError(
      'no-builtin',
      `${scenario}: its workload is a function of your own, which you deploy as you do always`,
    );
  }
  if (givenRate !== undefined && !(Number(givenRate) > 0)) {
    throw new UserError('usage', `--iterations-per-ms: expected a number above 0, got ${JSON.stringify(givenRate)}`);
  }
  const { environment } = await prepareBuiltin(workload, seed, new AbortController().signal);
  const config = JSON.parse(environment.ROLLCALL_WORKLOAD);
  if (givenRate !== undefined) config.iterationsPerMs = Number(givenRate);
  const json = JSON.stringify(config);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, json);
  console.log(`${file}: what ${scenario} does, for the parameter Workload\nROLLCALL_WORKLOAD=${json}`);
  if (config.iterationsPerMs > 0) {
    const source = givenRate === undefined ? 'measured on this machine' : 'as given';
    console.log(`1 ms of CPU: ${config.iterationsPerMs} iterations, ${source}`);
  }
  if (workload.waitOn === 'backend')
    console.log('it waits on a timer: where it is deployed there is no backend of ours');
}
