import { TIERS, type Tier } from '../limits.ts';

const MINUTE_MS = 60_000;
/** chat.postMessage: one a second and channel, and Slack lets short bursts pass. */
const POST = { perMs: 1 / 1000, burst: 5 };

/** Slack's limits per method (and per channel for posts), when they are enforced. */
export class RateLimits {
  private readonly windows = new Map<string, number[]>();
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** Seconds to wait when the call is one too many, else undefined. */
  take(method: string, tier: Tier, channel: string, now: number): number | undefined {
    if (tier === 'post') return this.takePost(channel, now);
    const recent = (this.windows.get(method) ?? []).filter((at) => at > now - MINUTE_MS);
    this.windows.set(method, recent);
    if (recent.length >= TIERS[tier]) return Math.max(1, Math.ceil(((recent[0] ?? now) + MINUTE_MS - now) / 1000));
    recent.push(now);
    return undefined;
  }

  private takePost(channel: string, now: number): number | undefined {
    const bucket = this.buckets.get(channel) ?? { tokens: POST.burst, at: now };
    bucket.tokens = Math.min(POST.burst, bucket.tokens + (now - bucket.at) * POST.perMs);
    bucket.at = now;
    this.buckets.set(channel, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / POST.perMs / 1000));
    bucket.tokens -= 1;
    return undefined;
  }
}
