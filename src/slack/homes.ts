import { viewHome } from '../turns/home/view-home.ts';
import type { Reply } from '../turns/use-case.ts';
import type { UserId } from '../workshop/ids.ts';
import { renderHome } from './render-home.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

/** Whose home was looked at lately; whoever comes back later opens it anew, and it is drawn then. */
const maxRemembered = 1_000;
/** A home is drawn anew at most so often while its owner works elsewhere. */
const settleMs = 1_000;

/** The home tabs of people who look at them: each is drawn when it is opened, and again when its owner has done something. */
export interface Homes {
  /** Draws it now, with what its owner just asked for on top; that stays until they ask for something else or open it anew. */
  show(slack: SlackContext, userId: UserId, answer?: Reply): Promise<void>;
  /** Its owner did something elsewhere: soon it is drawn anew, if they have it open. */
  touch(slack: SlackContext, userId: UserId): void;
  /** Its owner left a channel: the same, without what they asked for before, which may be about that channel. */
  clear(slack: SlackContext, userId: UserId): void;
  stop(): void;
}

export function createHomes(): Homes {
  const seen = new Map<UserId, Reply | undefined>();
  const waiting = new Map<UserId, NodeJS.Timeout>();

  async function show(slack: SlackContext, userId: UserId, answer?: Reply): Promise<void> {
    const { client, deps, identity, log } = slack;
    clearTimeout(waiting.get(userId));
    waiting.delete(userId);
    // The newest stands last, so that the first one is who was here the longest ago.
    seen.delete(userId);
    seen.set(userId, answer);
    for (const oldest of seen.keys()) {
      if (seen.size <= maxRemembered) break;
      seen.delete(oldest);
    }
    try {
      const home = await viewHome(deps, { orgId: identity.teamId, userId });
      await client.views.publish({ user_id: userId, view: renderHome(home, identity, answer) });
    } catch (error) {
      log.warn({ code: codeOf(error) }, 'the home tab was not published');
    }
  }

  function touch(slack: SlackContext, userId: UserId): void {
    if (!seen.has(userId) || waiting.has(userId)) return;
    const timer = setTimeout(() => void show(slack, userId, seen.get(userId)), settleMs);
    timer.unref();
    waiting.set(userId, timer);
  }

  return {
    show,
    touch,
    clear(slack, userId) {
      if (!seen.has(userId)) return;
      seen.set(userId, undefined);
      touch(slack, userId);
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
      seen.clear();
    },
  };
}

function codeOf(error: unknown): string {
  try {
    return readFailure(error).code;
  } catch {
    return String(error).slice(0, 300);
  }
}
