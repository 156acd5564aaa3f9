import { mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { ScratchFolder } from '../helpers/scratch-folder.ts';
import { unzip } from '../layers/unzip.ts';
import { ZipProblem } from '../layers/zip-directory.ts';

/**
 * Of a deployment package, unpacked.
 * Source: "Lambda quotas" (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 */
const mostPackageBytes = 250 * 1024 * 1024;

/** Folders with files of functions until they are disposed: zip archives, each unpacked once, and bundles. */
export class CodeArchives implements AsyncDisposable {
  readonly #opened = new Map<string, Promise<string>>();
  #root: Promise<ScratchFolder> | undefined;
  #made = 0;

  /**
   * The folder with the files of an archive.
   * @throws {UserError} `bad-archive`
   */
  open(archive: string): Promise<string> {
    const opened = this.#opened.get(archive) ?? this.#unpacked(archive);
    this.#opened.set(archive, opened);
    return opened;
  }

  /** Another empty folder for files of a function. */
  async newFolder(): Promise<string> {
    this.#root ??= ScratchFolder.open('functions');
    this.#made += 1;
    const name = String(this.#made);
    const folder = join((await this.#root).path, name);
    await mkdir(folder);
    return realpath(folder);
  }

  /** Bytes of the archive that was unpacked into this folder; undefined if none was. */
  async zippedBytes(folder: string): Promise<number | undefined> {
    for (const [archive, opened] of this.#opened) if ((await opened) === folder) return (await stat(archive)).size;
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#opened.values());
    await (await this.#root)?.[Symbol.asyncDispose]();
  }

  async #unpacked(archive: string): Promise<string> {
    const folder = await this.newFolder();
    try {
      await unzip(archive, { to: folder, mostBytes: mostPackageBytes });
      return folder;
    } catch (cause) {
      const { code = '', message } = cause as NodeJS.ErrnoException;
      if (!(cause instanceof ZipProblem) && code === '') throw cause;
      const why = code.startsWith('Z_') ? 'it is damaged' : message;
      const hint =
        'expected a zip archive with the files of a function, as for `aws lambda create-function --zip-file`';
      throw new UserError('bad-archive', `${archive}: ${why}`, { hint, cause });
    }
  }
}
