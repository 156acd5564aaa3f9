import { isFile } from '../../files/is-file.ts';
import { scenarioOfData } from '../../files/read-scenario.ts';
import { readText } from '../../files/read-text.ts';
import { UserError } from '../../model/errors.ts';
import { performRun } from '../run/perform-run.ts';
import type { OneLineArguments } from './options.ts';
import { scenarioText } from './print-scenario.ts';
import { type Body, type OneLineLoad, scenarioOf } from './scenario.ts';
import { subjectsOf } from './subject.ts';

/** Makes a scenario of a command line, and runs it as `rollcall run` does, or prints it. */
export async function performOneLine(load: OneLineLoad, given: OneLineArguments): Promise<void> {
  const { out, html, data, 'print-scenario': isPrinted } = given;
  if (out === undefined && data === true)
    throw new UserError('usage', '--data: expected with --out, which names the folder');
  const written = scenarioOf(subjectsOf(given), load, { ...given, body: await bodyOf(given.body) });
  const command = `rollcall ${load.name}`;
  const located = await scenarioOfData(written, command, { overrides: given.set }).catch((error: unknown) => {
    throw inOptions(error, command);
  });
  if (isPrinted) {
    process.stdout.write(scenarioText(located.data));
    return;
  }
  // The scenario has these.
  const rest = { ...given, threshold: [], 'abort-on': [], probe: undefined, 'max-cost': undefined };
  await performRun(located, rest, {
    file: command,
    html,
    withHistogram: true,
    ...(out !== undefined && { keep: { out, page: true } }),
  });
}

/** `@FILE` stands for its bytes. A pipe can be read once only, so its text becomes a part of the scenario. */
async function bodyOf(body: string | undefined): Promise<Body> {
  if (!body?.startsWith('@')) return body === undefined ? {} : { body };
  const file = body.slice(1);
  return (await isFile(file)) ? { bodyFile: file } : { body: await readText(file, bodyFile) };
}

const bodyFile = {
  code: 'body-unreadable',
  one: 'a file, such as --body @order.json',
  several: 'a file in it',
  mostBytes: 64 * 1024 * 1024,
};

/** The fields of the scenario by the options that set them. */
const optionOfField: readonly (readonly [RegExp, string])[] = [
  [/^request\.method$/, '--method'],
  [/^request\.headers\b/, '--header'],
  [/^request\.body(File)?$/, '--body'],
  [/^request\.path$/, '--path'],
  [/^timeout(Ms)?$/, '--timeout'],
  [/^repeats$/, '--repeats'],
  [/^thresholds\b/, '--threshold'],
  [/^abortOn\b/, '--abort-on'],
  [/^targets\.\d+\.url$/, 'URL'],
  [/^targets\.\d+\.memoryMb$/, '--memory'],
  [/^targets\.\d+\.environment\b/, '--env'],
  [/^load\.0\.(size|requests)$/, '--requests'],
  [/^load\.0\.repeats$/, '--bursts'],
  [/^load\.0\.duration(Ms)?$/, '--duration'],
  [/^load\.0\.rate(PerSecond)?$/, 'rate'],
  [/^load\.0\.connections$/, '--clients'],
  [/^load\.0\.maxInFlight$/, '--max-in-flight'],
  [/^load\.0\.thinkTime(Ms)?$/, '--think-time'],
];

/** Problems name options where one sets the field. */
function inOptions(error: unknown, command: string): unknown {
  if (!(error instanceof UserError) || error.code !== 'scenario-invalid') return error;
  const lines = error.message.split('\n').map((line) => {
    if (!line.startsWith(`${command} `)) return line;
    const [, field = '', message = ''] = /^(\S+): (.*)$/.exec(line.slice(command.length + 1)) ?? [];
    const option = optionOfField.find(([form]) => form.test(field))?.[1];
    return message === '' ? line : `${option ?? field}: ${message}`;
  });
  return new UserError('usage', lines.join('\n'), { cause: error });
}
