import type { Validation } from '../../model/plan/validation.ts';

export const validated: Validation = { date: '2026-11-30', machine: '', rows: [], discarded: [] };
