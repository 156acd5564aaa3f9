import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeKinds } from '../../../src/model/platform/code-kinds.ts';
import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import { type ImageLayout, imageModel, type Packaging } from '../../../src/model/platform/packaging.ts';
import { seededRandom } from '../../../src/model/random.ts';
import type { Launch } from '../runtimes/launch.ts';

type ImageModel = Extract<Packaging, { kind: 'image-model' }>;

const nodeHook = join(dirname(fileURLToPath(import.meta.url)), '../runtimes/node/image-model.cjs');

/** The same runtime, which waits for the chunks of each file that it opens first: a model of an image that is loaded on demand. */
export function imageLaunch(
  launch: Launch,
  kind: LambdaCode['kind'],
  image: ImageModel,
  instanceNumber: number,
): Launch {
  const layout = layoutOf(image.layout);
  const tiers = chunkTiers(layout.chunks, image, instanceNumber);
  const variables = { ...launch.variables, ROLLCALL_IMAGE_LAYOUT: image.layout, ROLLCALL_IMAGE_TIERS: tiers };
  const { binary } = codeKinds[kind];
  const [program = '', ...args] = launch.command;
  if (binary === 'node') return { ...launch, variables, command: [program, `--require=${nodeHook}`, ...args] };
  if (binary === 'python') return { ...launch, variables };
  return {
    ...launch,
    command: ['/bin/sh', '-c', `sleep ${loadS(layout, tiers, launch.file)}; exec "$@"`, 'sh', ...launch.command],
  };
}

/** The tier of each chunk, a digit: the same for an environment of the same number in every run. */
export function chunkTiers(
  chunks: number,
  { cache, seed }: Pick<ImageModel, 'cache' | 'seed'>,
  instanceNumber: number,
): string {
  const { tiers } = imageModel;
  if (cache === 'empty') return String(tiers.length - 1).repeat(chunks);
  const random = seededRandom(seed + instanceNumber * 7919);
  return Array.from({ length: chunks }, () => tiers.findIndex(({ hitShare }) => random() < hitShare)).join('');
}

/** An executable is loaded as a whole: the kernel does not tell which of its pages it reads. */
function loadS({ root, files, tierMs }: ImageLayout, tiers: string, file: string): string {
  const [first, last] = files[relative(root, file)] ?? [0, -1];
  let ms = 0;
  for (let chunk = first; chunk <= last; chunk++) ms += tierMs[Number(tiers[chunk])] ?? 0;
  return (ms / 1000).toFixed(4);
}

const layouts = new Map<string, ImageLayout>();

function layoutOf(file: string): ImageLayout {
  const layout = layouts.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as ImageLayout);
  layouts.set(file, layout);
  return layout;
}
