import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from './launch.ts';

export interface LambdaPlaces {
  /** Of the layers: `/opt`, or a folder where nothing can be mounted there. */
  readonly opt: string;
  readonly taskRoot: string;
}

/** As Lambda's runtimes check the script, and in their words. */
const checked = [
  '[ -f "$1" ] || { echo "$1: does not exist"; exit 127; }',
  '[ -x "$1" ] || { echo "$1: is not an executable"; exit 126; }',
  'exec "$@"',
].join('\n');

/**
 * The command of a runtime, started by the script that `AWS_LAMBDA_EXEC_WRAPPER` names: with the path of the interpreter, its options and
 * one last argument, as in Lambda.
 * Source: "Modifying the runtime environment" (docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html)
 */
export function wrappedLaunch(launch: Launch, wrapper: string, places: LambdaPlaces): Launch {
  const { command, variables } = launch;
  const at = command.findIndex((part, index) => index > 0 && !part.startsWith('-'));
  const [interpreter, runtime] = [command.slice(0, at), command.slice(at)];
  const start = ['/bin/sh', '-c', checked, 'sh', located(wrapper, places), ...interpreter];
  // That of Python is one argument already.
  if (runtime.length === 1) return { ...launch, command: [...start, ...runtime] };
  return {
    ...launch,
    command: [...start, starter],
    variables: { ...variables, ROLLCALL_WRAPPED_RUNTIME: JSON.stringify(runtime) },
  };
}

const starter = join(dirname(fileURLToPath(import.meta.url)), 'wrapped.cjs');

/** A script at one of Lambda's own paths is where these are here. */
function located(wrapper: string, { opt, taskRoot }: LambdaPlaces): string {
  if (wrapper.startsWith('/opt/')) return join(opt, wrapper.slice('/opt/'.length));
  return wrapper.startsWith('/var/task/') && !existsSync(wrapper)
    ? join(taskRoot, wrapper.slice('/var/task/'.length))
    : wrapper;
}
