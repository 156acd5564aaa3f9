import type { StudyResult } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { html } from '../page/markup.ts';
import { page } from '../page/page.ts';

/** The page of a study. */
export const renderStudyPage = (result: StudyResult, _samples: readonly StudySample[]): string =>
  page(result.name, html`<main><h1>${result.name}</h1></main>`);
