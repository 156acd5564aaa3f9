import { basename, dirname, extname } from 'node:path';
import type { CodePackage } from '../model/lambda.ts';
import type { HandlerRef } from '../model/programs.ts';
import type { FunctionWorkload } from '../scenario/schema.ts';
import { functionCode } from '../target/function-code.ts';

/** A function, and the package that it is in: its root is the working directory on every target. */
export interface PackagedHandler {
  readonly handler: HandlerRef;
  readonly pack: CodePackage;
}

/**
 * Of the short form, the folder of the file is the task root, as if that were what is deployed.
 * @throws {UserError} the package has no such handler.
 */
export async function codeOf({ file, export: name, directory, handler }: FunctionWorkload): Promise<PackagedHandler> {
  if (directory === undefined) {
    const path = file ?? '';
    const handlerName = `${basename(path, extname(path))}.${name}`;
    return { handler: { file: path, export: name }, pack: { taskRoot: dirname(path), handlerName } };
  }
  const code = await functionCode({ path: directory, handler, runtime: 'node', from: directory });
  if (code.kind !== 'node') throw new Error(`a function for node was asked for, not for ${code.kind}`);
  const { taskRoot = directory, handlerName = '' } = code;
  return { handler: code.handler, pack: { taskRoot, handlerName } };
}
