import type { FunctionTable } from '../functions/function-table.ts';
import type { FunctionVersion } from '../functions/function-version.ts';
import type { InvokeRequest, InvokeResult } from '../invoke.ts';

/** All that the Invoke API needs: what the functions are, and somebody who runs them. */
export interface LambdaPlatform {
  readonly functions: FunctionTable;
  /** Runs it now, or throttles it. Never rejects. */
  invoke(call: FunctionCall): Promise<InvokeResult>;
}

export interface FunctionCall {
  readonly version: FunctionVersion;
  /** The rate caps hold for synchronous calls only. */
  readonly invocation: 'synchronous' | 'asynchronous';
  readonly request: InvokeRequest;
}
