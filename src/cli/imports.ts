import { relative, resolve } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { writeOutput } from '../files/open-output.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { printable, printableJson } from '../model/printable.ts';
import type { MeasuredImports } from '../stats/imports/measured-imports.ts';
import { interruptible } from './interruptible.ts';
import { flag, refuseRepeated, text, texts } from './options.ts';
import { refuseStdin } from './stdin-argument.ts';

const options = {
  handler: text('Module and export, such as src/index.handler; default: detected'),
  runs: { ...text('Imports to measure, each in a process of its own, 1 to 100'), default: '5' },
  node: text('Path of another Node binary'),
  python: text('Path of another Python binary; default: python3'),
  layer: texts('Folder or zip archive of a layer; repeat for more'),
  env: texts('Variable of the function as KEY=VALUE; repeat for more'),
  html: text('Write a page with an icicle chart to this file'),
  json: flag('Print the measured tree as JSON on stdout'),
} satisfies Record<string, Options>;

type ImportsArguments = { readonly function: string } & InferredOptionTypes<typeof options>;

export const importsCommand: CommandModule<unknown, ImportsArguments> = {
  command: 'imports <function>',
  describe: 'Measure how long each module takes to import when a function starts',
  builder: (yargs) =>
    yargs
      .positional('function', {
        ...{ type: 'string', demandOption: true },
        describe: 'Folder, module, .py file or zip archive of a function for Node or Python',
      })
      .options(options)
      .example('$0 imports ./api', 'name the three imports that cost most')
      .example('$0 imports ./api --handler src/index.handler --html imports.html', 'and draw all of them'),
  handler: imports,
};

async function imports(given: ImportsArguments): Promise<void> {
  refuseStdin('a folder or a file');
  refuseRepeated(given, options);
  const measured = await measure(given);
  if (given.html !== undefined) {
    const { renderImportsPage } = await import('../report/imports/page.ts');
    await writeOutput(given.html, renderImportsPage(measured), `--html ${given.html}`);
  }
  if (given.json) {
    process.stdout.write(`${printableJson(measured)}\n`);
    return;
  }
  const { renderImports } = await import('../report/imports/terminal.ts');
  process.stdout.write(renderImports(measured));
  if (given.html !== undefined) process.stdout.write(`\nimports: ${printable(relative('.', given.html))}\n`);
}

async function measure({ function: path, runs, layer, env, ...rest }: ImportsArguments): Promise<MeasuredImports> {
  const { CodeArchives } = await import('../launch/code/code-archives.ts');
  const { functionCode } = await import('../launch/code/function-code.ts');
  const { LayerFolders } = await import('../launch/layers/layer-folders.ts');
  const { importTracer } = await import('../launch/imports/trace-imports.ts');
  const { measuredImports } = await import('../stats/imports/measured-imports.ts');
  const [count, environment] = [runsOf(runs), variablesOf(env)];
  using interruption = interruptible({ first: 'interrupted' });
  await using archives = new CodeArchives();
  await using layers = new LayerFolders();
  const binaries = { ...optional('node', rest.node), ...optional('python', rest.python) };
  const source = { directory: resolve(path), ...optional('handler', rest.handler), ...binaries };
  const code = await functionCode(source, archives);
  const place = {
    layers: layer && (await layers.open(layer.map((one) => resolve(one)))),
    ...{ environment, signal: interruption.signal },
  };
  const { language, trace } = importTracer(code);
  const records = [];
  for (let run = 0; run < count; run++) records.push(await trace({ ...place, scratch: await archives.newFolder() }));
  return measuredImports({ handler: code.handlerName ?? path, language }, records);
}

function runsOf(written: string): number {
  const runs = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (runs >= 1 && runs <= 100) return runs;
  throw new UserError('usage', `--runs: expected a whole number from 1 to 100, got "${written}"`);
}

function variablesOf(pairs: readonly string[] = []): Record<string, string> {
  const wrong = pairs.find((pair) => !/^[A-Za-z]\w*=/.test(pair));
  if (wrong !== undefined) throw new UserError('usage', `--env: expected KEY=VALUE, got "${wrong.split('=')[0]}"`);
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));
}
