import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Secrets } from '../../scenario/secrets/secrets.ts';

/**
 * Takes secrets of the scenario out of a log that a function wrote, once nobody writes it any more: what a function prints, such as its
 * variables, is its own affair, but the folder of a run is handed on. The old text is replaced only by the whole of the new one; where
 * that cannot be written, as on a full disk, the log is removed.
 * @returns why there is none, if so
 */
export async function redactLog(file: string, secrets: Secrets): Promise<string | undefined> {
  if (secrets.isEmpty) return undefined;
  const redacted = `${file}.redacted`;
  try {
    await rewrite(file, redacted, secrets);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    for (const left of [redacted, file]) await rm(left, { force: true });
    return `it was removed, as the secrets in it could not be taken out: ${message}`;
  }
}

async function rewrite(file: string, redacted: string, secrets: Secrets): Promise<void> {
  const source = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 });
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<string>) {
      for await (const text of wholeLines(chunks)) yield secrets.redact(text);
    },
    createWriteStream(redacted, { flags: 'wx' }),
  );
  await rename(redacted, file);
}

/** Many lines at a time, so that a secret of several lines is found as well. */
async function* wholeLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    yield text.slice(0, end);
  }
  yield rest;
}
