import type { WriteStream } from 'node:tty';
import type { StudyProgress } from '../../../experiment/study/run-study.ts';
import { count } from '../../../text/format.ts';

interface StudyView {
  onProgress(progress: StudyProgress): void;
  /** Leaves the cursor at the start of a line. */
  done(): void;
}

/** How far a study is: one line that is written again on a terminal, elsewhere a line for each tenth. */
export function showStudyProgress(out: WriteStream, quiet: boolean): StudyView {
  if (quiet) return { onProgress: () => {}, done: () => {} };
  const redraws = out.isTTY && process.env['TERM'] !== 'dumb';
  let tenth = 0;
  const onProgress = ({ done, planned, round }: StudyProgress) => {
    const line = `${round}: ${count(done)} of ${count(planned)} runs`;
    if (redraws) out.write(`\r\x1b[K${line}`);
    else if (Math.floor((10 * done) / planned) > tenth) out.write(`${line}\n`);
    tenth = Math.floor((10 * done) / planned);
  };
  return { onProgress, done: () => (redraws ? void out.write('\r\x1b[K') : undefined) };
}
