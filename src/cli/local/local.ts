import type { CommandModule } from 'yargs';
import type { Program } from '../../launch/local/program.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { interruptible } from '../interruptible.ts';
import { announce } from './announce.ts';
import { type LocalArguments, localOptions } from './options.ts';

export const localCommand: CommandModule<unknown, LocalArguments> = {
  command: 'local [function]',
  describe: 'Run functions in the embedded Lambda until stopped',
  builder: (yargs) =>
    yargs
      .positional('function', {
        type: 'string',
        describe:
          'Folder or file of a function, a functions file (YAML), or a SAM, Serverless or CDK project; default: the built-in workload',
      })
      .options(localOptions)
      .example('$0 local', 'the built-in workload')
      .example('$0 local ./api --handler index.handler --memory 512 --timeout 30', 'a function in a folder')
      .example('$0 local target/lambda/hello/bootstrap', 'a Rust, Go or C++ function')
      .example('$0 local lambda_function.py --env STAGE=test --concurrency 5', 'a Python function')
      .example('$0 local scenarios/functions.yaml', 'several functions')
      .example('$0 local template.yaml --parameter Stage=test', 'the functions and routes of a SAM template')
      .example('$0 local serverless.yml --stage dev', 'those of a Serverless service')
      .example('$0 local cdk.out', 'those of a CDK application, after `cdk synth`')
      .example('$0 local ./api --json', 'print the ready line as JSON')
      .epilogue('Stop it with Ctrl-C or SIGTERM. It then ends all functions and exits with code 0.'),
  handler: local,
};

async function local(options: LocalArguments): Promise<void> {
  using interruption = interruptible({ first: 'stopping' });
  try {
    const { signal } = interruption;
    const { runFunctions } = await import('./run-functions.ts');
    await runFunctions(options, { signal, output: process.stderr }, async ({ program, ...running }) => {
      announce(running, options);
      const died = await endedOrStopped(program, signal);
      if (died !== undefined) throw new UserError('target-failed', `the embedded Lambda ended unexpectedly (${died})`);
    });
  } catch (error) {
    // Stopped before it was ready: an aborted start is not an error.
    if (!interruption.signal.aborted) throw error;
    process.exitCode = exitCode.interrupted;
  }
}

/** Why it ended, if it ended unexpectedly. */
async function endedOrStopped(program: Program, signal: AbortSignal): Promise<string | undefined> {
  const stopped = new Promise<undefined>((done) => {
    if (signal.aborted) done(undefined);
    else signal.addEventListener('abort', () => done(undefined), { once: true });
  });
  return Promise.race([program.ended, stopped]);
}
