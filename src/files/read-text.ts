import { createReadStream } from 'node:fs';
import { UserError } from '../model/errors.ts';

/** What kind of file the user was to name. */
export interface Expected {
  /** Of the error. */
  readonly code: string;
  /** `a scenario file, such as scenarios/burst-10.yaml` */
  readonly one: string;
  /** `the scenario files in it, such as scenarios/*.yaml` */
  readonly several: string;
  /** No such file is longer; absent: it may be of any length. */
  readonly mostBytes?: number;
}

/**
 * The text of a file, a pipe or stdin (`-`), which are read once and to their end.
 * @throws {UserError} of the code of what was expected, if there is no such text.
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

/** How messages and results name it. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

/** A device may never end: what is longer than any such file is not read on. */
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

function reasonOf({ code, message }: NodeJS.ErrnoException, { one, several }: Expected) {
  switch (code) {
    case 'ENOENT':
      return { what: 'there is no such file', hint: `name ${one}` };
    case 'EISDIR':
      return { what: 'this is a folder', hint: `name ${several}` };
    case 'EACCES':
      return { what: 'no permission to read this file', hint: 'make it readable, or name another' };
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return { what: 'this is no text in UTF-8', hint: 'save it as UTF-8' };
    default:
      return { what: `cannot be read: ${message}`, hint: `name ${one}` };
  }
}
