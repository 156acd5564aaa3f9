import { basename, dirname, extname } from 'node:path';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { FunctionWorkload } from '../../scenario/schema.ts';
import { functionCode } from './function-code.ts';

/**
 * A function, and the package that it is in: its root is the working directory on every target. Of the short form, the folder of the
 * file is the task root, as if that were what is deployed.
 * @throws {UserError} the package has no such handler.
 */
export async function codeOf({ file, export: name, directory, handler }: FunctionWorkload): Promise<LambdaCode> {
  if (directory !== undefined) return functionCode({ path: directory, handler, from: directory });
  const path = file ?? '';
  const handlerName = `${basename(path, extname(path))}.${name}`;
  if (extname(path) === '.py') return functionCode({ path, handler: handlerName, from: dirname(path) });
  return { kind: 'node', handler: { file: path, export: name }, taskRoot: dirname(path), handlerName };
}
