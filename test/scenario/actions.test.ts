import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { wakeActions } from '../../src/turns/actions/wake-actions.ts';
import { pressButton } from '../../src/turns/press-button.ts';
import { RuleBreach } from '../../src/workshop/errors.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const minute = 60_000;

/** The request card in a thread, once it is there. */
const requestIn = (room: Room, stepId: StepId = 'challenge') =>
  room.seen(() => room.thread(stepId).findLast((post) => labelsOf(post).includes('Leave it')), 'the request');
const shows = (room: Room, card: Message, words: string) =>
  room.seen(() => room.posts().find((post) => post.ts === card.ts && room.read(post).includes(words)), `“${words}” on the card`);

/** What is kept about a request: the kinds of its messages. */
async function messagesOf(room: Room, stepId: StepId) {
  const { contextId } = await room.step(stepId);
  const said = await scenario.app.deps.store.recentMessages(contextId, 50);
  return said.filter((message) => message.metadata.actionId).map((message) => message.metadata);
}

describe('a request', () => {
  it('stands in the thread, is confirmed once by the host, shows what came of it, and is kept as messages', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('tomas', '@pilot we are done here, can you move on please?');
    const card = await requestIn(room);
    expect(room.read(card)).toContain('Challenge ends here, and Stakeholders begins.');
    expect(room.read(card)).toContain('Asked by @tomas');
    expect((await room.workshop()).steps.filter((step) => step.status !== 'not_started')).toHaveLength(1);
    await room.press('maya', 'Confirm', card);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(room.read(await shows(room, card, 'Done'))).toContain('confirmed by @maya');
    expect(room.thread('challenge').filter((post) => room.read(post).includes('Move on'))).toHaveLength(1);
    expect(await messagesOf(room, 'challenge')).toMatchObject([
      { actions: ['advance'], destructive: false },
      { steps: ['confirmed', 'running'] },
      { outcome: 'done' },
    ]);
    expect(room.whispers()).toEqual([]);
  });

  it('F-33: is not confirmed by the wrong person, nor twice, nor with a forged value', async () => {
    const room = await open();
    await room.start();
    const other = await open();
    await other.start();
    await room.say('tomas', '@pilot please pause the workshop');
    const card = await requestIn(room);
    const value = buttonValue(card, 'Confirm');
    expect(await room.refused('tomas', () => room.press('tomas', 'Confirm', card))).toBe(
      'That is for the host, @maya. Give them a nudge in the thread.',
    );
    const asker = (key: string, channelId = room.channel) => ({
      ...room.place,
      channelId,
      userId: room.id('maya'),
      isOutsider: false,
      key,
    });
    const before = await room.state();
    for (const [key, forged, channel] of [
      ['f1', value, other.channel],
      ['f2', JSON.stringify({ ...JSON.parse(value), a: 'act_none' }), room.channel],
      ['f3', JSON.stringify({ ...JSON.parse(value), w: (await other.workshop()).workshop.id }), other.channel],
      ['f4', '{"w":1}', room.channel],
      ['f5', 'not json', room.channel],
    ] as const)
      await expect(pressButton(scenario.app.deps, asker(key, channel), 'action-confirm', forged)).rejects.toThrow(RuleBreach);
    expect(await room.state()).toEqual(before);
    await room.press('maya', 'Confirm', card);
    await shows(room, card, 'Paused');
    await room.quiet();
    const again = await pressButton(scenario.app.deps, asker('again'), 'action-confirm', value).catch((error: RuleBreach) => error.message);
    expect(again).toContain('already, and it is done');
  });

  it('that fails in a way nobody foresaw says so on its card, with a trace, and promises nothing about what was done', async () => {
    const room = await open();
    await room.start();
    await room.say('tomas', '@pilot please pause the workshop');
    const card = await requestIn(room);
    await room.quiet();
    const { store } = scenario.app.deps;
    const find = store.findWorkshop.bind(store);
    const away = vi.spyOn(store, 'findWorkshop');
    // The first look is for the button, the second one for what is carried out.
    away.mockImplementationOnce(find).mockRejectedValueOnce(new Error('the database is away'));
    await room.press('maya', 'Confirm', card);
    const words = room.read(await shows(room, card, 'Something went wrong on my side'));
    away.mockRestore();
    expect(words).toMatch(/\(trace [\w.-]{6,}\)\. Please check whether it went through, and ask once more if it didn't/);
  });

  it('can be left by whoever asked; nobody is asked any more then', async () => {
    const room = await open();
    await room.start();
    await room.say('tomas', '@pilot end the workshop');
    const card = await requestIn(room);
    expect(await room.refused('aiko', () => room.press('aiko', 'Leave it', card))).toContain('That is for the host');
    await room.press('tomas', 'Leave it', card);
    await shows(room, card, 'left as it is');
    expect(labelsOf(room.posts().find((post) => post.ts === card.ts) as Message)).toEqual([]);
    expect((await room.workshop()).workshop.status).toBe('active');
  });

  it('counts for 15 minutes: late it is refused, and the card says so', async () => {
    const room = await open();
    await room.start();
    await room.say('tomas', '@pilot can you pause the workshop?');
    const card = await requestIn(room);
    await room.quiet();
    const { deps } = scenario.app;
    const later = { ...deps, clock: { now: () => new Date(Date.now() + 16 * minute) } };
    const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key: 'late' };
    await expect(pressButton(later, asker, 'action-confirm', buttonValue(card, 'Confirm'))).rejects.toThrow('more than 15 minutes ago');
    const { workshop } = await room.workshop();
    await wakeActions(later, workshop.id);
    await shows(room, card, 'nobody said yes within 15 minutes');
    expect((await room.workshop()).workshop.status).toBe('active');
    expect(await room.refused('maya', () => pressLate(room, card))).toContain('more than 15 minutes ago');
  });

  it('on a state that has moved shows the new one and asks again', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.say('tomas', '@pilot let’s move on to the next step now please');
    const card = await requestIn(room);
    expect(room.read(card)).toContain('Still open, and noted as such: who it is for');
    await room.tell('aiko', wholeChallenge);
    await room.quiet();
    const told = await room.ask('maya', 'Confirm', card);
    expect(told).toContain('Things have moved since this was asked');
    expect((await room.step('challenge')).status).toBe('in_progress');
    await shows(room, card, 'Challenge ends here, and Stakeholders begins.');
    await room.press('maya', 'Confirm', card);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect((await room.step('challenge')).gaps).toEqual([]);
  });

  it('for a step that ended meanwhile is refused with a sentence', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('tomas', '@pilot finish the challenge');
    const card = await requestIn(room);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    expect(await room.refused('maya', () => room.press('maya', 'Confirm', card))).toContain('Challenge is not open');
  });

  it('is done once, however many say yes at the same time; whoever comes later is told by whom', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('tomas', '@pilot we are done here, can you move on please?');
    const card = await requestIn(room);
    await room.quiet();
    const { workshop } = await room.workshop();
    await scenario.app.deps.store.inWorkshop(workshop.id, (tx) => tx.setMember(room.id('aiko'), 'owner', { force: true }));
    await Promise.all([room.press('maya', 'Confirm', card), room.press('aiko', 'Confirm', card), room.press('maya', 'Confirm', card)]);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect((await room.workshop()).steps.filter((step) => step.status !== 'not_started')).toHaveLength(2);
    expect((await messagesOf(room, 'challenge')).filter((metadata) => metadata.outcome === 'done')).toHaveLength(1);
    expect(await room.refused('maya', () => pressLate(room, card))).toMatch(/That was confirmed by @(maya|aiko) already/);
  });

  it('that was asked before the step was started over counts no more', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.say('tomas', '@pilot we are done here');
    const card = await requestIn(room);
    await room.type('maya', 'reset challenge');
    const request = await room.seen(
      () => room.thread('challenge').find((post) => labelsOf(post).includes('Leave it') && room.read(post).includes('starts over')),
      'the other request',
    );
    await room.openForm('maya', 'Confirm', request);
    const [box] = room
      .form('maya')
      .blocks.flatMap((block) => (block.element as { options?: { text: { text: string } }[] } | undefined)?.options ?? []);
    expect(await room.submit('maya', { 'This cannot be undone': [box?.text.text ?? ''] })).toEqual({});
    await room.quiet();
    await shows(room, card, 'things have moved on');
    expect((await room.step('challenge')).status).toBe('in_progress');
    expect(await room.refused('maya', () => pressLate(room, card))).toContain('it counts no more');
  });

  it('stands although the facilitator asked something meanwhile', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.type('maya', 'reset challenge');
    const request = await room.seen(
      () => room.thread('challenge').find((post) => labelsOf(post).includes('Leave it') && room.read(post).includes('starts over')),
      'the request',
    );
    await room.seen(() => room.thread('challenge').some((post) => room.read(post).includes('Who feels it most?')), 'the question');
    await room.openForm('maya', 'Confirm', request);
    expect(await room.submit('maya', { 'This cannot be undone': ['Yes, throw away what Challenge holds now'] })).toEqual({});
    await shows(room, request, 'Challenge was started over');
  });

  it('is no matter of a viewer’s: neither the yes nor the no', async () => {
    const room = await open(['maya', 'tomas', 'nora']);
    await room.start();
    await room.say('tomas', '@pilot please pause the workshop');
    const card = await requestIn(room);
    for (const label of ['Confirm', 'Leave it'])
      expect(await room.refused('nora', () => room.press('nora', label, card))).toMatch(/viewer|That is for the host/);
    expect((await room.workshop()).workshop.status).toBe('active');
  });

  it('is not made of what is a verb: that is done at once, and once', async () => {
    const room = await open();
    await room.start();
    const before = room.whispers();
    const status = async () => (await room.workshop()).workshop.status;
    await room.say('maya', '@pilot pause');
    await expect.poll(status, { timeout: 10_000 }).toBe('paused');
    await room.say('maya', '@pilot resume');
    await expect.poll(status, { timeout: 10_000 }).toBe('active');
    await room.say('maya', '@pilot move on');
    await room.quiet();
    expect(room.thread('challenge').filter((post) => labelsOf(post).includes('Leave it'))).toEqual([]);
    expect(
      room
        .whispers()
        .filter((whisper) => !before.includes(whisper))
        .map((whisper) => room.read(whisper)),
    ).toEqual([expect.stringContaining('Paused.'), 'On we go.', expect.stringContaining('Challenge is not quite there')]);
  });

  it('that waits already is not posted twice; a viewer can’t ask', async () => {
    const room = await open(['maya', 'tomas', 'nora']);
    await room.start();
    await room.say('tomas', '@pilot please pause the workshop');
    await requestIn(room);
    await room.say('maya', '@pilot can you pause this workshop');
    await room.quiet();
    expect(room.thread('challenge').filter((post) => labelsOf(post).includes('Leave it'))).toHaveLength(1);
    const before = room.posts().length;
    const told = await room.heard('nora', () => room.say('nora', '@pilot end the workshop'));
    expect(room.read(told)).toContain('You are here as a viewer');
    await room.quiet();
    expect(room.posts()).toHaveLength(before);
  });
});

/** The buttons of a card that was edited since: somebody has the old one on their screen still. */
async function pressLate(room: Room, card: Message): Promise<void> {
  const { workshop } = await room.workshop();
  const key = `late:${workshop.id}`;
  const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key };
  const said = await pressButton(scenario.app.deps, asker, 'action-confirm', buttonValue(card, 'Confirm')).catch(
    (error: RuleBreach) => error,
  );
  if (!(said instanceof RuleBreach)) throw new Error('it was taken');
  await scenario.app.deps.store.inWorkshop(
    workshop.id,
    async (tx) => void (await tx.post({ kind: 'whisper', userId: asker.userId, stepId: null, text: said.says })),
  );
}

describe('a destructive request', () => {
  it('names what it touches, needs a ticked box, and is never done by a press alone', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('aiko', '@pilot let’s start the challenge over');
    const card = await requestIn(room);
    expect(room.read(card)).toMatch(/:warning:.*by .*@tomas/s);
    const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key: 'bare' };
    const reply = await pressButton(scenario.app.deps, asker, 'action-confirm', buttonValue(card, 'Confirm'));
    expect(reply?.form?.formId).toMatch(/^action:/);
    expect(await room.draft('challenge')).not.toEqual({});
    const form = await room.openForm('maya', 'Confirm', card);
    expect(JSON.stringify(form.blocks)).toMatch(/all 4 lines by tomas/i);
    const [box] = room
      .form('maya')
      .blocks.flatMap((block) => (block.element as { options?: { text: { text: string } }[] } | undefined)?.options ?? []);
    expect(Object.keys(await room.submit('maya', {}))).toEqual(['This cannot be undone']);
    expect(await room.draft('challenge')).not.toEqual({});
    expect(await room.submit('maya', { 'This cannot be undone': [box?.text.text ?? ''] })).toEqual({});
    await room.quiet();
    expect(await room.draft('challenge')).toEqual({});
    expect((await room.step('challenge')).epoch).toBe(1);
  });
});
