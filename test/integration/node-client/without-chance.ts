interface Chance {
  /** Of the calls, in their order. */
  readonly requestIds: readonly string[];
  readonly root: string;
}

/** A line or a JSON text without what differs from run to run, or from client to client: times, ids, paths, frames of stacks. */
export function withoutChance(text: string, { requestIds, root }: Chance): string {
  const named = requestIds.reduce((told, id, index) => told.replaceAll(id, `<id ${index + 1}>`), text);
  return named
    .replaceAll(`file://${root}`, '<root>')
    .replaceAll(root, '<root>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replaceAll(/Root=1-[0-9a-f-]+;Parent=[0-9a-f]+;Sampled=\d/g, '<trace>')
    .replaceAll(/\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}/g, '<log stream>')
    .replaceAll(framesOfJson, '')
    .replaceAll(framesOfText, '')
    .replaceAll(requiringClient, '');
}

/** Of a module that was not found: what required it, up to the client. */
const requiringClient = /(?:\\n|","|\\",\\")- [^"\\]*(?:\/aws-lambda-ric\/|\/dist\/targets\/)[^"\\]*/g;

/** `"stack":["Error: x","    at y"]`, and the same within a text that is JSON itself. */
const framesOfJson = /,\\*" {4,}at (?:[^"\\]|\\(?!\\*"[,\]]))*\\*"/g;

/** Lines of a text, which the clients end with CR in a log and JSON with `\n`. An object may begin after the last one. */
const framesOfText = /(?:\r|\\r|\\n|^) *at [^\r"\\]*?(?= \{(?:\r|\\r|\\n)|\r|\\r|\\n|"|$)/g;
