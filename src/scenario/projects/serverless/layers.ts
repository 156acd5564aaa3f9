import { mapOf } from '../cloudformation/resources.ts';
import type { Stack } from '../cloudformation/stack.ts';
import { shown } from '../function-settings.ts';
import type { Notes } from '../project.ts';
import { layerId } from './logical-ids.ts';

/** `layers` of the file. */
export type LayerPlaces = Readonly<Record<string, unknown>>;

/** Folders or archives of its layers. Those that the file does not have are named. */
export function layersOf(
  id: string,
  written: unknown,
  { layers, stack, notes }: { readonly layers: LayerPlaces; readonly stack: Stack; readonly notes: Notes },
): string[] {
  const byArn = new Map(
    Object.entries(layers).map(([name, each]) => [stack.values.reference(layerId(name)), mapOf(each)]),
  );
  return (Array.isArray(written) ? written : []).flatMap((each: unknown) => {
    const arn = stack.values.resolve(each);
    const layer = byArn.get(arn) ?? {};
    const place = mapOf(layer['package'])['artifact'] ?? layer['path'];
    if (typeof place === 'string') return [place];
    notes.add(`${id}: the layer ${shown(arn)} is not on this machine and is left out`);
    return [];
  });
}
