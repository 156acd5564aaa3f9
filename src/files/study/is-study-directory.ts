import { join } from 'node:path';
import { isFile } from '../is-file.ts';

/** Every sample of a study, one per line. */
export const samplesName = 'study.ndjson';

/** Whether a folder is one of a study. */
export const isStudyDirectory = (directory: string): Promise<boolean> => isFile(join(directory, samplesName));
