import type { Cors } from './function-url-settings.ts';

/**
 * Whether the CORS settings of a URL let pages of an origin call: one that is listed, or all of them by `*`, which `http://*` and
 * `https://*` say of one scheme. A request that names no origin may be of any.
 */
export const corsAllows = ({ AllowOrigins = [] }: Cors = {}, origin: string | undefined): boolean =>
  AllowOrigins.some(
    (allowed) =>
      allowed === '*' ||
      (origin !== undefined &&
        (allowed.toLowerCase() === origin.toLowerCase() ||
          (/^https?:\/\/\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))))),
  );
