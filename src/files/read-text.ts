import { createReadStream } from 'node:fs';
import { UserError } from '../model/errors.ts';

/** The kind of file that a command expects. */
export interface Expected {
  /** Code of the error. */
  readonly code: string;
  /** `a scenario file, such as scenarios/burst-10.yaml` */
  readonly one: string;
  /** `the scenario files in it, such as scenarios/*.yaml` */
  readonly several: string;
  /** Maximum size; undefined: no limit. */
  readonly mostBytes?: number;
}

/**
 * The text of a file, a pipe or stdin (`-`), each read once to its end.
 * @throws {UserError} with the code of the expected kind.
 */
export async function readText(file: string, expected: Expected): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file, expected));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { what, hint } = reasonOf(error as NodeJS.ErrnoException, expected);
    throw new UserError(expected.code, `${nameOf(file)}: ${what}`, { hint, cause: error });
  }
}

/** Its name in messages and results. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

/** A device may never end: reading stops at the maximum size. */
async function readBytes(file: string, { code, one, mostBytes = Number.POSITIVE_INFINITY }: Expected): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const source = file === '-' ? process.stdin : createReadStream(file);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      const message = `${nameOf(file)}: longer than ${mostBytes} bytes`;
      throw new UserError(code, message, { hint: `name ${one}` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Why the system cannot read a file, and what to do. */
export function reasonOf(
  { code, message }: NodeJS.ErrnoException,
  { one, several }: Pick<Expected, 'one' | 'several'>,
) {
  switch (code) {
    case 'ENOENT':
      return { what: 'the file does not exist', hint: `name ${one}` };
    case 'EISDIR':
      return { what: 'this is a folder', hint: `name ${several}` };
    case 'EACCES':
      return { what: 'no permission to read this file', hint: 'make it readable, or name another file' };
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return { what: 'this is not UTF-8 text', hint: 'save it as UTF-8' };
    default:
      return { what: `cannot be read: ${message}`, hint: `name ${one}` };
  }
}
