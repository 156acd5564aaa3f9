import { readFile } from 'node:fs/promises';
import { UserError } from '../model/errors.ts';

/** What kind of file the user was to name. */
export interface Expected {
  /** Of the error. */
  readonly code: string;
  /** `a scenario file, such as scenarios/burst-10.yaml` */
  readonly one: string;
  /** `the scenario files in it, such as scenarios/*.yaml` */
  readonly several: string;
}

/** @throws {UserError} of the code of what was expected, if there is no such text. */
export async function readText(file: string, expected: Expected): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const { what, hint } = reasonOf(error as NodeJS.ErrnoException, expected);
    throw new UserError(expected.code, `${file}: ${what}`, { hint, cause: error });
  }
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
