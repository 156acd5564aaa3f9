import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { PackageSize } from '../../model/platform/package-size.ts';
import type { Packaging } from '../../model/platform/packaging.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import { bytes } from '../../text/format.ts';
import type { CodeArchives } from '../code/code-archives.ts';
import { functionCode } from '../code/function-code.ts';
import { type PackageFile, packageFiles } from '../code/package-files.ts';
import { packageSize } from '../code/package-size.ts';
import { imageLayout } from './image-layout.ts';
import { withOwnBinary } from './own-binary.ts';
import { preparedFunction } from './prepared-function.ts';
import { splitDependencies } from './split-dependencies.ts';
import { writeZip } from './zip-archive.ts';

export interface PackagingContext {
  readonly archives: CodeArchives;
  /** Of the caches of an image. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * What runs in the environments of a function, prepared and packaged as it says: once, before the load.
 * @throws {UserError} those of `functionCode`; `no-such-program`, `not-prepared`, `package-too-large`, `no-dependencies`
 */
export async function packagedFunction(source: FunctionCode, context: PackagingContext): Promise<LambdaCode> {
  const { archives, seed, signal } = context;
  const code = await withOwnBinary(await functionCode(await preparedFunction(source, archives, signal), archives));
  const { packaging: kind = 'directory' } = source;
  if (kind === 'directory') return code;
  const { taskRoot } = code;
  if (taskRoot === undefined) throw new Error('a function that was looked for has a task root');
  const place = { code, root: taskRoot, files: await packageFiles(taskRoot), folder: await archives.newFolder(), seed };
  return { ...code, packaging: await packers[kind](place) };
}

/** Of its files, and of the archives that were made of them. */
export async function packagedSize(
  { taskRoot = '', packaging }: LambdaCode,
  archives: CodeArchives,
): Promise<PackageSize> {
  if (packaging?.kind !== 'zip') return packageSize(taskRoot, await archives.zippedBytes(taskRoot));
  const made = [packaging.archive, packaging.layers ?? []].flat().map(async (file) => (await stat(file)).size);
  return packageSize(
    taskRoot,
    (await Promise.all(made)).reduce((sum, bytes) => sum + bytes, 0),
  );
}

interface PackPlace {
  readonly code: LambdaCode;
  readonly root: string;
  readonly files: readonly PackageFile[];
  /** For what is packed. */
  readonly folder: string;
  readonly seed: number;
}

const packers = {
  zip: (place) => zipped(place, place.files),
  layers: async (place) => {
    const { binary } = codeKinds[place.code.kind];
    const { own, dependencies } =
      binary === undefined ? { own: place.files, dependencies: [] } : await splitDependencies(binary, place.files);
    if (dependencies.length === 0)
      throw new UserError('no-dependencies', `${place.root}: packaging \`layers\` found no dependencies for a layer`, {
        hint: 'expected node_modules, or packages that `pip install --target` has put beside the handler; or use packaging: zip',
      });
    const layers = join(place.folder, 'layers.zip');
    await writeZip(layers, dependencies);
    return { ...(await zipped(place, own)), layers };
  },
  'image-model': (place) => imageOf(place, 'as-published'),
  'image-model-uncached': (place) => imageOf(place, 'empty'),
} satisfies Record<string, (place: PackPlace) => Promise<Packaging>>;

/**
 * Of a function and its layers, unpacked.
 * Source: "Lambda quotas" (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 */
const mostZippedBytes = 250 * 2 ** 20;

async function zipped({ root, files, folder }: PackPlace, own: readonly PackageFile[]) {
  const unzipped = files.reduce((sum, file) => sum + file.bytes, 0);
  if (unzipped > mostZippedBytes)
    throw new UserError(
      'package-too-large',
      `${root} has ${bytes(unzipped)}; Lambda takes at most 250 MB as archives`,
      {
        hint: 'use packaging: image-model, or remove files',
      },
    );
  const archive = join(folder, 'function.zip');
  await writeZip(archive, own);
  return { kind: 'zip', archive } as const;
}

async function imageOf({ root, files, folder, seed }: PackPlace, cache: 'as-published' | 'empty') {
  const layout = join(folder, 'image.json');
  await writeFile(layout, JSON.stringify(imageLayout(root, files)));
  return { kind: 'image-model', layout, cache, seed } as const satisfies Packaging;
}
