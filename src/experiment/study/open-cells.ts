import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellFunctions } from '../../launch/cells/cell-functions.ts';
import { type EmbeddedCell, EmbeddedCells } from '../../launch/cells/embedded-cells.ts';
import { CodeArchives } from '../../launch/code/code-archives.ts';
import { functionNameOf } from '../../launch/deployed/target.ts';
import { type PackagingContext, packagedFunction, packagedSize } from '../../launch/packaging/packaged-function.ts';
import { UserError } from '../../model/errors.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { PackageSize } from '../../model/platform/package-size.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import { isDeployed, kindOf, ownFunctionOf } from '../../target-kinds/target-kinds.ts';
import { DeployedCells } from './deployed-cells.ts';
import type { StudyContext } from './protocol-runner.ts';

/** The functions of all cells that can run here. */
export interface OpenCells extends AsyncDisposable {
  readonly functions: CellFunctions;
  /** Calls, or copies of one, that may be under way at once. */
  readonly callsAtOnce: number;
  /** Whether runs of this cell change nothing of the others. */
  areApart(cell: StudyCellSpec, others: readonly StudyCellSpec[]): boolean;
  readonly unavailable: ReadonlyMap<string, string>;
  readonly packages: ReadonlyMap<string, PackageSize>;
  /** Of functions on this machine. */
  readonly enforcesCpu?: boolean;
  readonly notes: readonly string[];
}

/** @throws {UserError} `target-failed`; `no-cells` if none can run here; `interrupted` */
export const openCells = (context: StudyContext, seed: number): Promise<OpenCells> =>
  context.cells.some(({ target }) => target !== undefined && isDeployed(target))
    ? deployed(context)
    : embedded(context, seed);

/** Calls of different functions do not meet. */
const deployedAtOnce = 20;

async function deployed(context: StudyContext): Promise<OpenCells> {
  const cells = context.cells.flatMap(({ id, target, settings }) =>
    target !== undefined && isDeployed(target) ? [{ id, spec: target, settings }] : [],
  );
  const names = new Map(cells.map(({ id, spec }) => [id, functionNameOf(spec)]));
  const functions = await DeployedCells.open(cells, context);
  const dispose = () => functions[Symbol.asyncDispose]();
  try {
    const unavailable = await functions.unavailable();
    if (unavailable.size === cells.length) throw noCells(unavailable);
    return {
      ...{ functions, unavailable, packages: new Map(), notes: [], callsAtOnce: deployedAtOnce },
      areApart: ({ id }, others) => !others.some((other) => names.get(other.id) === names.get(id)),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function embedded(context: StudyContext, seed: number): Promise<OpenCells> {
  const archives = new CodeArchives();
  const dispose = () => archives[Symbol.asyncDispose]();
  try {
    const found = await embeddedCells(context, archives, seed);
    if (found.cells.length === 0) throw noCells(found.unavailable);
    const { signal, secrets } = context;
    const directory = join(context.directory, 'logs');
    await mkdir(directory, { recursive: true });
    const functions = await EmbeddedCells.start(found.cells, { directory, seed, signal, secrets });
    const { enforcesCpu } = functions;
    return {
      ...{ functions, ...found, enforcesCpu, callsAtOnce: 1, areApart: () => true },
      notes: enforcesCpu ? [] : [unenforced],
      [Symbol.asyncDispose]: async () => {
        await functions[Symbol.asyncDispose]();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function noCells(unavailable: ReadonlyMap<string, string>): UserError {
  const lines = [...unavailable].map(([id, why]) => `  ${id}: ${why}`);
  return new UserError('no-cells', `no cell can run here:\n${lines.join('\n')}`);
}

const unenforced =
  'The CPU share of the memory size was not enforced here: measured times are those of a whole CPU, and projected times have the share.';

async function embeddedCells({ cells, signal }: StudyContext, archives: CodeArchives, seed: number) {
  const unavailable = new Map<string, string>();
  const packages = new Map<string, PackageSize>();
  const packaged = packagedOnce({ archives, signal, seed });
  const found: EmbeddedCell[] = [];
  for (const { id, target } of cells) {
    const own = target && ownFunctionOf(target);
    if (target === undefined || isDeployed(target) || own === undefined) throw new Error(`cell ${id} has no function`);
    try {
      const { code, size } = await packaged(own);
      const unfit = kindOf(target).whyUnfit(target, code.kind);
      if (unfit !== undefined) {
        unavailable.set(id, unfit.message);
        continue;
      }
      found.push({ id, spec: target, code });
      packages.set(id, size);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'interrupted') throw error;
      unavailable.set(id, error.message);
    }
  }
  return { cells: found, unavailable, packages };
}

interface Packaged {
  readonly code: LambdaCode;
  readonly size: PackageSize;
}

/** Cells of one function and one packaging share what was made of it. */
function packagedOnce(context: PackagingContext): (source: FunctionCode) => Promise<Packaged> {
  const known = new Map<string, Promise<Packaged>>();
  const make = async (source: FunctionCode) => {
    const code = await packagedFunction(source, context);
    return { code, size: await packagedSize(code, context.archives) };
  };
  return (source) => {
    const key = JSON.stringify(source);
    const made = known.get(key) ?? make(source);
    known.set(key, made);
    return made;
  };
}
