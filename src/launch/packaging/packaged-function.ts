import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { Packaging } from '../../model/platform/packaging.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import { bytes } from '../../text/format.ts';
import type { CodeArchives } from '../code/code-archives.ts';
import { functionCode } from '../code/function-code.ts';
import { type PackageFile, packageFiles } from '../code/package-files.ts';
import { compiledPython } from './compiled-python.ts';
import { imageLayout } from './image-layout.ts';
import { splitDependencies } from './split-dependencies.ts';
import { writeZip } from './zip-archive.ts';

/**
 * What runs in the environments of a function, packaged as its `packaging` says: once, before the load.
 * @param seed of the caches of an image
 * @throws {UserError} those of `functionCode`; `package-too-large`, `no-dependencies`, `not-compiled`
 */
export async function packagedFunction(
  source: FunctionCode,
  archives: CodeArchives,
  seed: number,
): Promise<LambdaCode> {
  const found = await functionCode(source, archives);
  const code = source.bytecode === true ? await compiledPython(found, archives) : found;
  const { packaging: kind = 'directory' } = source;
  if (kind === 'directory') return code;
  const { taskRoot } = code;
  if (taskRoot === undefined) throw new Error('a function that was looked for has a task root');
  const place = { code, root: taskRoot, files: await packageFiles(taskRoot), folder: await archives.newFolder(), seed };
  return { ...code, packaging: await packers[kind](place) };
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
