import type { ConcurrencyBooks } from './concurrency-books.ts';
import type { FunctionSettings, FunctionVersion } from './function-version.ts';

export interface FunctionContext {
  /** Without a qualifier. */
  functionArn(functionName: string): string;
  nowEpochMs(): number;
  /** Different each time: revisions and URL ids are made of it. */
  newId(): string;
  readonly concurrency: ConcurrencyBooks;
  /** The address of a function URL, ending with a slash. */
  urlOf(functionName: string, apiId: string): string;
  /** Why this platform cannot run a function with these settings. */
  settingsProblem?(current: FunctionVersion, wanted: FunctionSettings): string | undefined;
  /** `$LATEST` has other settings. The update is in progress until this resolves; it has failed if it rejects. */
  onConfigurationChanged?(functionName: string): void | Promise<void>;
  /** A version was published. Its creation is in progress until this resolves; it has failed if it rejects. */
  onPublished?(version: FunctionVersion): void | Promise<void>;
  onConcurrencyChanged?(functionName: string): void;
  /** The function's URL was made, changed or removed. The caller is answered when this resolves. */
  onUrlChanged?(functionName: string): void | Promise<void>;
}
