import type { ButtonHandler } from '../press-button.ts';
import { comparePair } from './compare-forks.ts';
import { keepOne } from './keep-one.ts';
import { readPair } from './pair-target.ts';

export const forkingButtons: Readonly<Record<string, ButtonHandler>> = {
  'compare-forks': async (deps, asker, value) => comparePair(deps, asker, readPair(value)),
  'keep-one': keepOne,
};
