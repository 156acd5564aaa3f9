import { z } from 'zod';

/** A kind of target in a result. The model is below the kinds and does not know their names: the JSON Schema adds them. */
export const targetKindSchema = z.string();
