import { closeSync, openSync, readSync } from 'node:fs';
import type { FieldProblem } from '../../scenario/reading/located.ts';
import { feedColumns } from '../../scenario/request/feed-rows.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** The files that the requests of a scenario name, each with its field. */
export function requestFiles({
  request,
  requests = [],
  requestsFile,
  feed,
}: Scenario): { path: FieldProblem['path']; file: string }[] {
  const bodies = [
    { path: ['request', 'bodyFile'], file: request.bodyFile },
    ...requests.map(({ bodyFile }, index) => ({ path: ['requests', index, 'bodyFile'], file: bodyFile })),
    { path: ['requestsFile'], file: requestsFile?.file },
    { path: ['feed', 'file'], file: feed?.file },
  ];
  return bodies.flatMap(({ path, file }) => (file === undefined ? [] : [{ path, file }]));
}

/** The same requests with absolute names of files. */
export const withAbsoluteRequestFiles = (
  { request, requests, requestsFile, feed }: Scenario,
  absolute: (file: string) => string,
): Pick<Scenario, 'request' | 'requests' | 'requestsFile' | 'feed'> => ({
  request: withAbsoluteBody(request, absolute),
  ...(requests !== undefined && { requests: requests.map((each) => withAbsoluteBody(each, absolute)) }),
  ...(requestsFile !== undefined && { requestsFile: { ...requestsFile, file: absolute(requestsFile.file) } }),
  ...(feed !== undefined && { feed: { ...feed, file: absolute(feed.file) } }),
});

const withAbsoluteBody = <T extends { readonly bodyFile?: string | undefined }>(
  request: T,
  absolute: (file: string) => string,
): T => (request.bodyFile === undefined ? request : { ...request, bodyFile: absolute(request.bodyFile) });

/** Longer than any head that somebody has written. */
const headBytes = 256 * 1024;

/** The columns of a feed; undefined if it cannot be read, which is a problem of its own. */
export function columnsOfFeed(file: string): readonly string[] | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(headBytes);
      const length = readSync(descriptor, bytes);
      return feedColumns(new TextDecoder().decode(bytes.subarray(0, length)), file);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
