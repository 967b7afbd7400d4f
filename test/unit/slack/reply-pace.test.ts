import { describe, expect, it } from 'vitest';
import { changeDelivery } from '../../../src/slack/delivery-settings.ts';
import { createLiveReplies } from '../../../src/slack/live-replies.ts';
import { createReplyPace } from '../../../src/slack/reply-pace.ts';

const { replies: settings } = changeDelivery();

describe('the pace of replies', () => {
  it('is the same for one, and sooner when much is waiting', () => {
    const pace = createReplyPace(settings);
    pace.enter('streaming');
    expect(pace.gapMs('streaming', 10)).toBe(settings.appendEveryMs);
    expect(pace.gapMs('editing', 10)).toBe(settings.editEveryMs);
    expect(createReplyPace({ ...settings, appendsPerMinute: 1e9 }).gapMs('streaming', 10_000)).toBe(settings.appendEveryMs / 2);
  });

  it.each(['streaming', 'editing'] as const)('keeps Slack’s limit however many are %s at once', (mode) => {
    const pace = createReplyPace(settings);
    for (let count = 1; count <= settings.atOnce; count++) {
      pace.enter(mode);
      const callsPerMinute = (count * 60_000) / pace.gapMs(mode, 10_000);
      expect(callsPerMinute).toBeLessThanOrEqual(mode === 'streaming' ? 100 : 50);
    }
    for (let count = 1; count < settings.atOnce; count++) pace.leave(mode);
    expect(pace.gapMs(mode, 10)).toBeLessThanOrEqual(settings.editEveryMs);
  });

  it('waits as long as Slack asked, pieces and edits each for themselves', () => {
    let nowMs = 1_000;
    const pace = createReplyPace(settings, () => nowMs);
    pace.hold('streaming', 5_000);
    pace.hold('streaming', 2_000);
    nowMs += 1_000;
    expect([pace.heldMs('streaming'), pace.heldMs('editing')]).toEqual([4_000, 0]);
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
