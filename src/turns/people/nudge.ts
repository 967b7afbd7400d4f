import type { Button, ThreadLink } from '../../ports/outbox.ts';
import type { NudgeKind } from '../../ports/people-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { UserId } from '../../workshop/ids.ts';
import type { Phrase } from '../../workshop/phrase.ts';

export interface Nudge {
  userId: UserId;
  kind: NudgeKind;
  /** Where they are, as `2026-11-26`: see `localDay`. */
  localDay: string;
  text: Phrase;
  buttons?: Button[];
  links?: ThreadLink[];
}

/**
 * A direct message that nobody asked for: at most one per person and day, whatever it is about and wherever in the team it comes from;
 * none for those who want none, and none from a workshop whose settings say so. False when it was not sent; the database counts.
 */
export async function nudge(tx: WorkshopTx, { userId, kind, localDay, text, buttons, links }: Nudge): Promise<boolean> {
  if (tx.workshop.settings.directMessages === false) return false;
  if (!(await tx.claimNudge({ userId, localDay, kind }))) return false;
  await tx.post({ kind: 'direct', userId, text, ...(buttons ? { buttons } : {}), ...(links?.length ? { links } : {}) });
  return true;
}
