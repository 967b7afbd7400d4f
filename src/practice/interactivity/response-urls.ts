import { setBounded } from '../bounded-map.ts';
import { createSecret } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import type { ChannelId, Ts, UserId } from '../protocol.ts';
import type { World } from '../world.ts';

/** An address to which the bot may answer an interaction: five times within thirty minutes. */
export interface ResponseUrl {
  id: string;
  channel: ChannelId;
  user: UserId;
  threadTs?: Ts;
  /** The message whose button was pressed. */
  sourceTs?: Ts;
  isEphemeral: boolean;
  uses: number;
  expiresAt: number;
}

const COLLECTION = 'responseUrl';
const KEPT = 2_000;

export class ResponseUrls {
  private readonly world: World;
  private readonly urls = new Map<string, ResponseUrl>();

  constructor(world: World) {
    this.world = world;
    for (const url of world.storedRecords<ResponseUrl>(COLLECTION)) this.urls.set(url.id, url);
  }

  issue(fields: Omit<ResponseUrl, 'id' | 'uses' | 'expiresAt'>): string {
    const url: ResponseUrl = { ...fields, id: createSecret(12), uses: 0, expiresAt: this.world.now() + LIMITS.responseUrl.lifetimeMs };
    const gone = setBounded(this.urls, url.id, url, KEPT);
    this.world.record(COLLECTION, url.id, url);
    for (const oldest of gone) this.world.record(COLLECTION, oldest, null);
    return url.id;
  }

  has(id: string): boolean {
    return this.urls.has(id);
  }

  /** Uses it once; Slack's error code when that is not possible any more. */
  use(id: string): ResponseUrl | 'not_found' | 'used_url' | 'expired_url' {
    const url = this.urls.get(id);
    if (url === undefined) return 'not_found';
    if (this.world.now() > url.expiresAt) return 'expired_url';
    if (url.uses >= LIMITS.responseUrl.uses) return 'used_url';
    url.uses += 1;
    this.world.record(COLLECTION, id, url);
    return url;
  }

  clear(): void {
    this.urls.clear();
  }
}
