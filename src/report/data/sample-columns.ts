import type { SampleLine } from '../../model/sample-line.ts';

/** What a column holds: whole numbers of 32 bits, of 64 bits (`long`), or any number. */
export interface Column {
  readonly name: keyof SampleLine;
  readonly type: 'text' | 'whole' | 'long' | 'number' | 'boolean';
  /** Others are absent where nothing was measured. */
  readonly required: boolean;
}

/** The keys of a line of `samples.ndjson`, in its order: one name for one thing in every file. */
export const sampleColumns: readonly Column[] = [
  { name: 'target', type: 'text', required: true },
  { name: 'phase', type: 'text', required: true },
  { name: 'repeat', type: 'whole', required: true },
  { name: 'burst', type: 'whole', required: false },
  { name: 'request', type: 'text', required: false },
  { name: 'intendedAtMs', type: 'number', required: true },
  { name: 'connectedAtMs', type: 'number', required: false },
  { name: 'tlsDoneAtMs', type: 'number', required: false },
  { name: 'sentAtMs', type: 'number', required: false },
  { name: 'firstByteAtMs', type: 'number', required: false },
  { name: 'completedAtMs', type: 'number', required: true },
  { name: 'outcome', type: 'text', required: true },
  { name: 'status', type: 'whole', required: false },
  { name: 'retryAfterMs', type: 'number', required: false },
  { name: 'error', type: 'text', required: false },
  { name: 'instanceId', type: 'text', required: false },
  { name: 'invocationId', type: 'long', required: false },
  { name: 'coldStart', type: 'boolean', required: false },
  { name: 'environmentId', type: 'text', required: false },
  { name: 'identityProblem', type: 'text', required: false },
  { name: 'initMs', type: 'number', required: false },
  { name: 'cpuMs', type: 'number', required: false },
  { name: 'cpuScope', type: 'text', required: false },
  { name: 'handlerMs', type: 'number', required: false },
  { name: 'rssMb', type: 'number', required: false },
  { name: 'inFlight', type: 'long', required: false },
  { name: 'connection', type: 'text', required: true },
  { name: 'bytes', type: 'long', required: true },
  { name: 'requestId', type: 'text', required: false },
];
