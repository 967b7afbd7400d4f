import type { UserId, WorkshopId } from '../workshop/ids.ts';

/** A link for people outside Slack, without the token that is in it: that is known to nobody but whoever has the link. */
export interface ShareLink {
  id: string;
  createdBy: UserId;
  createdAt: Date;
  expiresAt: Date;
  openedCount: number;
  lastOpenedAt: Date | null;
}

export interface ShareTx {
  /** `tokenHash`: SHA-256 in hex. The workshop counts as shared from here on. Returns the link's id. Throws NotFound. */
  addShareLink(link: { buildPackId: string; tokenHash: string; createdBy: UserId; createdAt: Date; expiresAt: Date }): Promise<string>;
  /** Neither expired nor revoked, the newest first; at most 100. */
  validShareLinks(at: Date): Promise<ShareLink[]>;
  /** That link, or all of them. Returns how many were valid until then. */
  revokeShareLinks(at: Date, id?: string): Promise<number>;
  /** The workshop counts as shared while a link to it is valid. Returns when the next one expires. */
  settleVisibility(at: Date): Promise<Date | undefined>;
}

/** What a valid link leads to. */
export interface SharedRow {
  linkId: string;
  orgId: string;
  workshopId: WorkshopId;
  /** The pack's json. */
  content: string;
  expiresAt: Date;
}

export interface ShareStore {
  /** Undefined when there is no such link, when it has expired or was revoked, or when its workshop is erased or put away. */
  findShared(tokenHash: string, at: Date): Promise<SharedRow | undefined>;
  noteOpened(linkId: string, at: Date): Promise<void>;
}
