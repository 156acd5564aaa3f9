import { isDeepStrictEqual } from 'node:util';
import { FunctionConcurrency } from './function-concurrency.ts';
import type { FunctionContext } from './function-context.ts';
import { FunctionUrlSettings } from './function-url-settings.ts';
import {
  type FunctionSettings,
  type FunctionVersion,
  isSnapshot,
  latest,
  type UpdateStatus,
} from './function-version.ts';
import { functionNotFound, invalidParameter, ServiceError } from './service-error.ts';
import { checkSettings } from './settings-rules.ts';

/** A function as its owner describes it. */
export type FunctionDefinition = Pick<FunctionVersion, 'functionName' | 'settings' | 'code' | 'architecture'>;

/** What a caller of PublishVersion expects of `$LATEST`, and how the version is to be described. */
export interface Publication {
  readonly codeSha256?: string;
  readonly description?: string;
  readonly revisionId?: string;
}

/** One function: its configuration, its published versions, its concurrency, its URL. */
export class FunctionRecord {
  readonly concurrency: FunctionConcurrency;
  readonly url: FunctionUrlSettings;
  readonly #context: FunctionContext;
  readonly #published: FunctionVersion[] = [];
  /** What the last published version was made from. */
  #publishedFrom: FunctionSettings | undefined;
  #latest: FunctionVersion;

  /** @throws {ServiceError} a setting that Lambda does not take. */
  constructor(definition: FunctionDefinition, context: FunctionContext) {
    checkSettings(definition.settings);
    this.#context = context;
    this.#latest = {
      ...definition,
      functionArn: context.functionArn(definition.functionName),
      version: latest,
      revisionId: context.newId(),
      lastModifiedEpochMs: context.nowEpochMs(),
      lastUpdate: { kind: 'Successful' },
      creation: { kind: 'Successful' },
    };
    this.concurrency = new FunctionConcurrency(this, context);
    this.url = new FunctionUrlSettings(this, context);
  }

  get name(): string {
    return this.#latest.functionName;
  }

  /** Without a qualifier. */
  get arn(): string {
    return this.#latest.functionArn;
  }

  get latest(): FunctionVersion {
    return this.#latest;
  }

  /** `$LATEST` first, then the published ones, the oldest first. */
  get versions(): readonly FunctionVersion[] {
    return [this.#latest, ...this.#published];
  }

  /** @throws {ServiceError} There is no such version; there are no aliases. */
  version(qualifier = latest): FunctionVersion {
    const found = this.versions.find(({ version }) => version === qualifier);
    if (found === undefined) throw functionNotFound(`${this.arn}:${qualifier}`);
    return found;
  }

  /**
   * UpdateFunctionConfiguration. The update is in progress until the platform has taken it over.
   * @param revisionId the one that the caller has seen. Absent: any.
   * @throws {ServiceError} Another update is in progress; another revision; a setting that cannot be.
   */
  update(changes: Partial<FunctionSettings>, revisionId?: string): FunctionVersion {
    this.#checkReady(revisionId);
    const settings = { ...this.#latest.settings, ...changes };
    checkSettings(settings);
    const problem = this.#context.settingsProblem?.(this.#latest, settings);
    if (problem !== undefined) throw invalidParameter(problem);
    this.#latest = {
      ...this.#latest,
      settings,
      revisionId: this.#context.newId(),
      lastModifiedEpochMs: this.#context.nowEpochMs(),
      lastUpdate: { kind: 'InProgress' },
    };
    const updating = this.#latest;
    void this.#takeOver();
    return updating;
  }

  /**
   * PublishVersion: a frozen copy. If nothing has changed since the last one, it is that one. With SnapStart, its creation is in progress until
   * the platform has its snapshot.
   * @throws {ServiceError} An update is in progress; other code, or another revision, than the caller expects.
   */
  publish({ codeSha256, description, revisionId }: Publication = {}): FunctionVersion {
    this.#checkReady(revisionId);
    const { settings, code } = this.#latest;
    if (codeSha256 !== undefined && codeSha256 !== code.sha256)
      throw invalidParameter(
        `CodeSHA256 (${codeSha256}) is different from current CodeSHA256 in $LATEST (${code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    const last = this.#published.at(-1);
    if (last !== undefined && isDeepStrictEqual(settings, this.#publishedFrom)) return last;
    const copy: FunctionVersion = {
      ...this.#latest,
      version: String(this.#published.length + 1),
      settings: { ...settings, description: description ?? settings.description },
      revisionId: this.#context.newId(),
    };
    const version: FunctionVersion = isSnapshot(copy) ? { ...copy, creation: { kind: 'InProgress' } } : copy;
    this.#published.push(version);
    this.#publishedFrom = settings;
    if (isSnapshot(version)) void this.#create(version);
    return version;
  }

  /** Keeps the revision: a status is none of the caller's changes. */
  #takeOver(): Promise<void> {
    return settle(
      () => this.#context.onConfigurationChanged?.(this.name),
      (lastUpdate) => {
        this.#latest = { ...this.#latest, lastUpdate };
      },
    );
  }

  #create(version: FunctionVersion): Promise<void> {
    return settle(
      () => this.#context.onPublished?.(version),
      (creation) => {
        this.#published[this.#published.indexOf(version)] = { ...version, creation };
      },
    );
  }

  #checkReady(revisionId: string | undefined): void {
    if (this.#latest.lastUpdate.kind === 'InProgress')
      throw new ServiceError(
        'ResourceConflictException',
        `The operation cannot be performed at this time. An update is in progress for resource: ${this.arn}`,
      );
    if (revisionId !== undefined && revisionId !== this.#latest.revisionId)
      throw new ServiceError(
        'PreconditionFailedException',
        'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
      );
  }
}

async function settle(
  act: () => void | Promise<void> | undefined,
  onSettled: (status: UpdateStatus) => void,
): Promise<void> {
  let status: UpdateStatus = { kind: 'Successful' };
  try {
    await act();
  } catch (error) {
    status = { kind: 'Failed', reason: error instanceof Error ? error.message : String(error) };
  }
  onSettled(status);
}
