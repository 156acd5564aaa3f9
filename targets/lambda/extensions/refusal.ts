import type { Extension } from './extension.ts';

/** What the Extensions API does not let an extension do: 403, in AWS's words. */
export interface Refusal {
  readonly errorType: string;
  readonly errorMessage: string;
}

export const isRefusal = (outcome: object): outcome is Refusal => 'errorMessage' in outcome;

const of = (errorType: string, errorMessage: string): Refusal => ({ errorType, errorMessage });

export const refusal = {
  noName: of('Extension.InvalidExtensionName', 'Empty extension name'),
  noId: of('Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header'),
  invalidId: of('Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier'),
  noErrorType: of('Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found'),
  closed: of('Extension.RegistrationClosed', 'Extension registration closed already'),
  nameTaken: of('Extension.InvalidExtensionState', 'Extension with this name already registered'),
  unknown: (id: string) => of('Extension.UnknownExtensionIdentifier', `Unknown extension ${id}`),
  tooMany: (most: number) => of('Extension.TooManyExtensions', `Extension limit (${most}) reached`),
  wrongFormat: (why: string) => of('InvalidRequestFormat', why),
  wrongEvent: (event: string) =>
    of(
      'Extension.InvalidEventType',
      `${event}: ${event === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType'}`,
    ),
  wrongState: ({ name, state }: Extension, wanted: string) =>
    of(
      'Extension.InvalidExtensionState',
      `State transition from ${state} to ${wanted} failed for extension ${name}. Error: State transition is not allowed`,
    ),
} as const;
