import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Deps } from '../use-case.ts';
import type { VerbHandler } from '../verb-handlers.ts';
import { makeLink } from './make-link.ts';
import { listLinks, revokeLinks } from './manage-links.ts';

const days = { usual: 30, max: 90 };
const daysWish = /^(?:for\s+)?(\d{1,9})(?:\s*(?:d|days?))?$/i;

/** `share`, `share 7`, `share list`, `share off`: links for people outside Slack. Throws a RuleBreach while the operator has not switched them on. */
export const shareVerb: VerbHandler = async (deps, asker, { workshop, rest }) => {
  const { baseUrl } = requireSharing(deps);
  const wish = rest.trim().replace(/[.!]+$/, '');
  if (/^(?:list|links|show)$/i.test(wish)) return listLinks(deps, asker, workshop.id);
  if (/^(?:off|stop|revoke|none|revoke all)$/i.test(wish)) return revokeLinks(deps, asker, workshop.id);
  const wanted = wish === '' ? days.usual : Number(daysWish.exec(wish)?.[1] ?? Number.NaN);
  if (Number.isNaN(wanted))
    throw new RuleBreach(
      'share-what',
      phrase`“/workshop share” makes a link, “share 7” one for seven days; “share list” shows what is shared, “share off” revokes all of it.`,
    );
  return makeLink(deps, asker, workshop.id, { days: checkDays(wanted), baseUrl });
};

/** Throws a RuleBreach while the operator has not switched links on. */
export function requireSharing({ sharing }: Pick<Deps, 'sharing'>): NonNullable<Deps['sharing']> {
  if (sharing) return sharing;
  throw new RuleBreach(
    'not-enabled',
    phrase`Links for people outside Slack are switched off here; whoever runs this app switches them on with SHARE_BASE_URL, as its .env.example says.`,
  );
}

/** How long a link works, within bounds. Throws a RuleBreach. */
export function checkDays(wanted: number): number {
  if (wanted >= 1 && wanted <= days.max) return wanted;
  throw new RuleBreach('share-days', phrase`A link works for 1 to ${days.max} days: “/workshop share 7”.`);
}
