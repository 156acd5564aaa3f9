import { kindNamed } from '../target-kinds/target-kinds.ts';
import type { FilledByRun } from './secrets/substitute.ts';
import { serviceVariable } from './services.ts';
import { at } from './written.ts';

/** In the variables of a target, those that it gives its processes. */
export const filledByRun: FilledByRun = (data, [list, index = '', field]) =>
  list === 'targets' && field === 'environment'
    ? [
        ...(kindNamed(at(data, 'targets', index, 'kind'))?.variables ?? []),
        ...Object.keys(Object(at(data, 'services'))).map(serviceVariable),
      ]
    : [];
