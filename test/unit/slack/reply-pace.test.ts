import { describe, expect, it } from 'vitest';
import { changeDelivery } from '../../../src/slack/delivery-settings.ts';
import { createLiveReplies } from '../../../src/slack/live-replies.ts';
import { createReplyPace } from '../../../src/slack/reply-pace.ts';

const { replies: settings, cards } = changeDelivery();

describe('the pace of replies', () => {
  it('is the same for each, and sooner when much is waiting', () => {
    const pace = createReplyPace(settings, { take: async () => 0, hold: () => undefined });
    expect(pace.gapMs('streaming', 10)).toBe(settings.appendEveryMs);
    expect(pace.gapMs('streaming', 10_000)).toBe(settings.appendEveryMs / 2);
    expect(pace.gapMs('editing', 10)).toBe(settings.editEveryMs);
  });

  it('takes places of the workspace, which keep Slack’s limits together with the edits of cards', async () => {
    const taken: Record<string, { everyMs: number; burst: number }> = {};
    const pace = createReplyPace(settings, {
      take: async (name, one) => {
        taken[name] = one;
        return 7;
      },
      hold: () => undefined,
    });
    expect([await pace.takePlace('streaming'), await pace.takePlace('editing')]).toEqual([7, 7]);
    const mostInAMinute = ({ everyMs, burst } = { everyMs: 0, burst: 0 }) => 60_000 / everyMs + burst;
    expect(mostInAMinute(taken.appends)).toBeLessThanOrEqual(100);
    expect(mostInAMinute(taken.edits) + mostInAMinute(cards)).toBeLessThanOrEqual(50);
  });
});

describe('the replies that are being written', () => {
  it('are stopped by their thread, once, and never those of another one', () => {
    const live = createLiveReplies();
    const stopped: string[] = [];
    const here = { channelId: 'C1', threadTs: '1.1' };
    live.add(here, () => stopped.push('here'));
    const forget = live.add({ channelId: 'C1', threadTs: '2.2' }, () => stopped.push('there'));
    expect([live.stop(here), live.stop(here), live.stop({ channelId: 'C2', threadTs: '1.1' })]).toEqual([true, false, false]);
    forget();
    expect([live.stop({ channelId: 'C1', threadTs: '2.2' }), stopped]).toEqual([false, ['here']]);
  });
});
