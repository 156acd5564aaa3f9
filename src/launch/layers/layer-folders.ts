import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { entryAt, type PathEntry } from '../code/function-files.ts';
import { ScratchFolder } from '../helpers/scratch-folder.ts';
import { MergeProblem, mergeFolder } from './merge-folder.ts';
import { unzip } from './unzip.ts';
import { ZipProblem } from './zip-directory.ts';

/**
 * Of a function and its layers together, taken apart.
 * Source: "Lambda quotas" (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 */
const mostBytes = 250 * 1024 * 1024;

/** What is to be seen at /opt, made of the layers of functions, for as long as it is not disposed of. */
export class LayerFolders implements AsyncDisposable {
  readonly #byLayers = new Map<string, Promise<string>>();
  #root: ScratchFolder | undefined;
  #made = 0;

  /**
   * One folder with all of them, the later ones over the earlier. A single folder is used as it is.
   * @param layers absolute paths of folders and zip archives
   * @throws {UserError} `layer-missing`, `bad-layer`
   */
  open(layers: readonly string[]): Promise<string> {
    const key = JSON.stringify(layers);
    const opened = this.#byLayers.get(key) ?? this.#merged(layers);
    this.#byLayers.set(key, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#byLayers.values());
    await this.#root?.[Symbol.asyncDispose]();
  }

  async #merged(layers: readonly string[]): Promise<string> {
    const places = await Promise.all(layers.map(layerAt));
    const [first] = places;
    if (first?.kind === 'folder' && places.length === 1) return first.path;
    const merged = await this.#newFolder();
    let leftBytes = mostBytes;
    for (const { kind, path } of places) {
      await asLayer(path, async () => {
        if (kind === 'folder') {
          await mergeFolder(path, merged);
        } else {
          const unzipped = await this.#newFolder();
          leftBytes -= await unzip(path, { to: unzipped, mostBytes: leftBytes });
          await mergeFolder(unzipped, merged, 'move');
        }
      });
    }
    return merged;
  }

  async #newFolder(): Promise<string> {
    this.#root ??= await ScratchFolder.open('layers');
    this.#made += 1;
    const folder = join(this.#root.path, String(this.#made));
    await mkdir(folder);
    return folder;
  }
}

async function layerAt(path: string): Promise<PathEntry> {
  return entryAt(path).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError('layer-missing', `layer ${error.message}`, { cause: error });
  });
}

async function asLayer(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!(error instanceof ZipProblem) && !(error instanceof MergeProblem) && code === '') throw error;
    throw new UserError('bad-layer', `layer ${path}: ${code.startsWith('Z_') ? 'it is damaged' : message}`, {
      hint: 'a layer is a folder, or a zip archive, with what is to be in /opt: nodejs/node_modules, python, bin, lib, extensions',
      cause: error,
    });
  }
}
