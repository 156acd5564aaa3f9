/** Whether the run starts such a target and stops it, so that it is a new one in each repeat. All others are there already. */
export const isStartedByRun = (kind: string): boolean => kind === 'local-lambda' || kind === 'node-server';
