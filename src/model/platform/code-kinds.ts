import type { LambdaCode } from './lambda.ts';

export const codeBinaries = ['node', 'python'] as const;

/** What is known of a kind of function code before a function is looked at. */
interface CodeKindFacts {
  /** The field that names another binary for it. */
  readonly binary?: (typeof codeBinaries)[number];
  /** Whether an environment of the model `web` can run it. */
  readonly servesHttp: boolean;
  /** Whether a server that is not Lambda can run its handler, too. */
  readonly runsInServer: boolean;
  /** Whether environments can be restored from a snapshot of it. */
  readonly hasSnapshots: boolean;
}

/** `src/launch/local` finds the code of a kind, and `targets/lambda/runtimes` runs it. */
export const codeKinds: Readonly<Record<LambdaCode['kind'], CodeKindFacts>> = {
  node: { binary: 'node', servesHttp: true, runsInServer: true, hasSnapshots: true },
  'node-ric': { binary: 'node', servesHttp: false, runsInServer: false, hasSnapshots: false },
  python: { binary: 'python', servesHttp: false, runsInServer: false, hasSnapshots: true },
  provided: { servesHttp: true, runsInServer: false, hasSnapshots: false },
};

export const noSnapshots = (code: LambdaCode['kind']): string =>
  `there are no snapshots of a function for \`${code}\`; expected one for \`node\` or \`python\`, or \`snapshot: false\``;

export const codeKindNames = Object.keys(codeKinds) as LambdaCode['kind'][];
