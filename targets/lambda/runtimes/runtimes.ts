import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import type { Launch } from './launch.ts';
import { nodeLaunch } from './node.ts';
import { officialNodeLaunch } from './node-ric.ts';
import { providedLaunch } from './provided.ts';
import { pythonLaunch } from './python.ts';

/** @throws the system's error if a named binary cannot be run. */
export const launchOf = (code: LambdaCode): Launch => launchers[code.kind](code as never);

const launchers: { [K in LambdaCode['kind']]: (code: Extract<LambdaCode, { kind: K }>) => Launch } = {
  node: nodeLaunch,
  'node-ric': officialNodeLaunch,
  python: pythonLaunch,
  provided: providedLaunch,
};
