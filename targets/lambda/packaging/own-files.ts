import { mkdtempSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import type { Packaging } from '../../../src/model/platform/packaging.ts';
import type { CpuTurns } from '../environment/cpu-turns.ts';
import { unpacker } from './unpacker.ts';

type Zip = Extract<Packaging, { kind: 'zip' }>;

interface OwnFilesOptions {
  readonly code: LambdaCode;
  readonly zip: Zip;
  readonly turns: CpuTurns;
  /** Why the files could not be unpacked; the environment does not start then. */
  onTrouble(why: string): void;
}

/** The files of one environment, unpacked from the archives of its function: kept over a reset, as its /tmp. */
export class OwnFiles {
  readonly #options: OwnFilesOptions;
  readonly #root = mkdtempSync(join(tmpdir(), 'rollcall-files-'));
  /** Never rejects. */
  readonly unpacked: Promise<void>;
  #unpackMs = 0;
  #delayMs = 0;

  constructor(options: OwnFilesOptions) {
    this.#options = options;
    this.unpacked = this.#unpack().catch((error: Error) =>
      options.onTrouble(`the package was not unpacked: ${error.message}`),
    );
  }

  /** For how long it was unpacked. */
  get unpackMs(): number {
    return this.#unpackMs;
  }

  /** For how long that waited for a CPU of this machine before it began. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** The function, with its files here. */
  get code(): LambdaCode {
    const { code } = this.#options;
    return code.taskRoot === undefined ? code : movedTo(this.#taskRoot, code.taskRoot, code);
  }

  /** In place of `/opt`. Undefined if the package has no layers. */
  get opt(): string | undefined {
    return this.#options.zip.layers === undefined ? undefined : join(this.#root, 'opt');
  }

  async remove(): Promise<void> {
    await this.unpacked;
    await rm(this.#root, { recursive: true, force: true });
  }

  get #taskRoot(): string {
    return join(this.#root, 'task');
  }

  async #unpack(): Promise<void> {
    const { zip, turns } = this.#options;
    await Promise.all([this.#taskRoot, this.opt ?? []].flat().map((folder) => mkdir(folder)));
    using turn = await turns.granted('init');
    this.#delayMs = turn.waitedMs;
    const fromMs = performance.now();
    await unpacker.unpack(zip.archive, this.#taskRoot);
    if (zip.layers !== undefined && this.opt !== undefined) await unpacker.unpack(zip.layers, this.opt);
    this.#unpackMs = performance.now() - fromMs;
  }
}

/** Every path below a folder, below another one. */
function movedTo<Value>(to: string, from: string, value: Value): Value {
  if (typeof value === 'string')
    return (value === from || value.startsWith(`${from}/`) ? to + value.slice(from.length) : value) as Value;
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, movedTo(to, from, part)])) as Value;
}
