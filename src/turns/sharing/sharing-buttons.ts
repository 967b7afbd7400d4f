import { staleButton } from '../button-target.ts';
import type { ButtonHandler } from '../press-button.ts';
import { makeLink } from './make-link.ts';
import { revokeLinks, setSharedNames } from './manage-links.ts';
import { checkDays, requireSharing } from './share-verb.ts';

function readValue(value: string): Record<string, unknown> & { w: string } {
  try {
    const read = JSON.parse(value) as Record<string, unknown> | null;
    if (typeof read?.w === 'string') return { ...read, w: read.w };
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}

export const sharingButtons: Readonly<Record<string, ButtonHandler>> = {
  'share-revoke': async (deps, asker, value) => {
    const { w, l } = readValue(value);
    if (l !== undefined && typeof l !== 'string') throw staleButton();
    return revokeLinks(deps, asker, w, l);
  },
  'share-anew': async (deps, asker, value) => {
    const { w, l, d } = readValue(value);
    if (typeof l !== 'string' || typeof d !== 'number') throw staleButton();
    return makeLink(deps, asker, w, { days: checkDays(d), baseUrl: requireSharing(deps).baseUrl, insteadOf: l });
  },
  'share-names': async (deps, asker, value) => {
    const { w, n } = readValue(value);
    if (typeof n !== 'boolean') throw staleButton();
    return setSharedNames(deps, asker, w, n);
  },
};
