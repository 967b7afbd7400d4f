import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgeCommand, forgedSubmission, forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

const idea = 'A better check-in for small clinics';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[], options?: { withoutBot?: boolean }) =>
  openRoom({ control: scenario.control, deps: scenario.app.deps }, members, options);

describe('in a channel without the bot', () => {
  it('the exact line to type is given, and Retry goes on with the idea afterwards', async () => {
    const room = await open(undefined, { withoutBot: true });
    const invite = `/invite @${room.control.bot().name}`;
    const told = await room.refused('maya', () => room.type('maya', `start ${idea}`));
    expect(told).toContain(invite);
    expect(told).toContain(idea);

    const again = await room.ask('maya', 'Retry', room.lastWhisper('maya'));
    expect(again).toContain(invite);
    expect(await room.workshops()).toEqual([]);

    await room.control.joinChannel({ as: room.id('maya'), channel: room.channel, user: room.control.bot().id });
    await room.press('maya', 'Retry', room.lastWhisper('maya'));
    await room.opened('challenge');
    expect((await room.workshop()).workshop).toMatchObject({ title: idea, status: 'active', ownerUserId: room.id('maya') });
    await room.seen(() => room.whispers().length === 0, 'the answered question to go');
  });

  it('every other verb says that nothing is under way, and help says what there is', async () => {
    const room = await open(['maya'], { withoutBot: true });
    for (const verb of ['status', 'next', 'pause', 'end', 'cancel', 'canvas', 'settings'])
      expect(await room.refused('maya', () => room.type('maya', verb))).toContain('No workshop is under way in this channel');
    expect(await room.refused('maya', () => room.type('maya', ''))).toContain('/workshop start');
  });
});

describe('somebody who may not', () => {
  let room: Room;
  beforeEach(async () => {
    room = await open();
    await room.start();
  });

  it.each(['next', 'skip we know all that', 'pause', 'end', 'cancel'])('cannot type “%s” unless they are the host', async (verb) => {
    expect(await room.refused('tomas', () => room.type('tomas', verb))).toContain('That is for the host, @maya');
  });

  it('cannot press the host’s buttons', async () => {
    expect(await room.refused('aiko', () => room.press('aiko', 'Next step', room.card('challenge')))).toContain(
      'That is for the host, @maya',
    );
  });

  it('F-33: cannot confirm what was offered to the host by sending the same thing', async () => {
    await room.type('maya', 'next');
    const value = buttonValue(room.lastWhisper('maya'), 'Move on anyway');
    expect(await room.refused('sam', () => forgePress(room, 'sam', { action: 'move-on', value }))).toContain('That is for the host');
  });

  it('cannot change the settings', async () => {
    expect(await room.refused('tomas', () => room.press('tomas', 'Settings', room.hub()))).toContain('That is for the host');
    expect(room.stage.openView(room.id('tomas'))).toBeUndefined();
  });

  it('cannot write as a viewer, whichever way, and is told by whom they can be let in', async () => {
    const shared = await open(['maya', 'sam', 'nora']);
    const card = await shared.start();
    await shared.quiet();
    const before = await shared.draft('challenge');
    const told = await shared.heard('nora', () => shared.say('nora', '@pilot The problem is that nobody asks the patients'));
    expect(shared.read(told)).toContain('You are here as a viewer');

    expect(shared.read(await shared.heard('nora', () => shared.say('nora', '@pilot next')))).toContain('You are here as a viewer');
    expect(await shared.refused('nora', () => shared.press('nora', 'Fill in', card))).toContain('You are here as a viewer');
    expect(await shared.refused('nora', () => shared.press('nora', 'Next step', card))).toContain('You are here as a viewer');

    const ts = await shared.say('sam', 'The problem is that everybody hears everything');
    await shared.react('nora', ts);
    await shared.quiet();
    expect(await shared.draft('challenge')).toEqual(before);
    expect(shared.isCaptured(ts)).toBe(false);
    expect((await shared.workshop()).members).toContainEqual({ userId: shared.id('nora'), role: 'viewer' });
  });

  it('cannot use Slack’s commands as a guest, nor anybody in a thread: that is Slack’s own no', async () => {
    const shared = await open(['maya', 'nora']);
    const card = await shared.start();
    await expect(shared.type('nora', 'next')).rejects.toThrow('not a valid command');
    const typed = { as: shared.id('maya'), channel: shared.channel, command: '/workshop', text: 'next', threadTs: card.ts };
    expect(await shared.control.runCommand(typed)).toEqual({ ok: false, error: '/workshop is not supported in threads. Sorry!' });
  });
});

describe('what was typed', () => {
  it('may be no idea at all', async () => {
    const room = await open(['maya']);
    for (const typed of ['start', 'start   ', 'start test', 'start “tbd”', 'start \u200b\u202e'])
      expect(await room.refused('maya', () => room.type('maya', typed))).toContain('What should the workshop be about?');
    expect(await room.workshops()).toEqual([]);
  });

  it.each([501, 2_500, 10_000])('may be too long: %i characters', async (length) => {
    const room = await open(['maya']);
    const told = await room.refused('maya', () => room.type('maya', `start ${'x'.repeat(length)}`));
    expect(told).toContain(`That is ${length} characters`);
    expect(told.length).toBeLessThan(300);
  });

  it('may hide control characters and marks that turn text around: they are left out', async () => {
    const room = await open(['maya', 'tomas']);
    await room.start('A\u202e better\u0007 check-in\u200b for\u2066 small\u0000 clinics\ufeff');
    expect((await room.workshop()).workshop).toMatchObject({ title: idea, originalIdea: idea });
    await room.tell('tomas', 'Problem: every\u202ebody hears\u0000 every\u200bthing');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'everybody hears everything' });
  });

  it('may call everybody or imitate a mention: nobody is called', async () => {
    const room = await open(['maya', 'tomas']);
    await room.start('Wake @channel and @here up <!everyone> &lt;@UTOMAS0001&gt;');
    await room.tell('tomas', 'Problem: @channel hears everything, *loud* and <!here>');
    await room.quiet();
    for (const post of room.posts()) expect(JSON.stringify(post)).not.toMatch(/<!|<@UTOMAS0001>[^"]*up/);
  });

  it('may be nearly a verb: the nearest is offered, as a button that does it', async () => {
    const room = await open(['maya']);
    await room.start();
    expect(await room.refused('maya', () => room.type('maya', 'stauts'))).toBe("I don't know “stauts”. Did you mean “status”?");
    expect(await room.ask('maya', 'status', room.lastWhisper('maya'))).toContain('step 1 of 10, Challenge');
    expect(await room.refused('maya', () => room.type('maya', 'frobnicate'))).toContain('“/workshop” alone shows what there is');
  });

  it('may name a step that does not exist, or has not begun', async () => {
    const room = await open(['maya']);
    await room.start();
    expect(await room.refused('maya', () => room.type('maya', 'show the money'))).toContain('Which step? One of Challenge, Stakeholders');
    expect(await room.refused('maya', () => room.type('maya', 'show persona'))).toContain('Persona has not begun yet');
    expect(await room.refused('maya', () => room.type('maya', 'back'))).toContain('This is the first step');
    expect(await room.refused('maya', () => room.type('maya', 'skip'))).toContain('Say why in a few words');
    expect(await room.refused('maya', () => room.type('maya', 'resume'))).toContain('is active already');
    expect(await room.refused('maya', () => room.type('maya', 'export'))).toContain('There is no finished step yet');
  });
});

describe('a button', () => {
  let room: Room;
  beforeEach(async () => {
    room = await open();
    await room.start();
  });

  const fillChallenge = () =>
    room.tell(
      'tomas',
      'Problem: people hear everything\nUser: patients\nOutcome: they arrive unheard\nQuestion: How might we let patients arrive unheard?',
    );

  it('pressed twice at the very same moment works once', async () => {
    await fillChallenge();
    await room.quiet();
    const card = room.card('challenge');
    await Promise.all([room.press('maya', 'Next step', card), room.press('maya', 'Next step', card)]);
    await room.opened('stakeholder-mapping');
    await room.seen(() => room.whispers().length === 1, 'one answer');
    expect(room.read(room.lastWhisper('maya'))).toContain('Challenge is finished already');
    await room.quiet();
    expect(room.thread('stakeholder-mapping')).toHaveLength(1);
    expect((await room.workshop()).steps.map((step) => step.status).slice(0, 3)).toEqual(['complete', 'in_progress', 'not_started']);
  });

  it('whose press Slack delivers twice works once', async () => {
    await fillChallenge();
    const value = buttonValue(room.card('challenge'), 'Next step');
    const trigger = room.control.issueTrigger(room.id('maya'));
    const press = () => forgePress(room, 'maya', { action: 'next', value }, { trigger });
    await Promise.all([press(), press()]);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(room.whispers()).toEqual([]);
    expect(room.thread('stakeholder-mapping')).toHaveLength(1);
  });

  it('pressed by two hosts at once advances once', async () => {
    await fillChallenge();
    const { id } = (await room.workshop()).workshop;
    await scenario.app.deps.store.inWorkshop(id, (tx) => tx.setMember(room.id('tomas'), 'owner', { force: true }));
    await room.quiet();
    const card = room.card('challenge');
    await Promise.all([
      room.press('maya', 'Next step', card),
      room.press('tomas', 'Next step', card),
      room.press('tomas', 'Next step', card),
    ]);
    await room.opened('stakeholder-mapping');
    await room.seen(() => room.whispers().length === 2, 'an answer to both who were late');
    await room.quiet();
    expect((await room.workshop()).steps.filter((step) => step.status !== 'not_started')).toHaveLength(2);
    expect(room.posts().filter((post) => !post.threadTs)).toHaveLength(3);
  });

  it('of a finished step says where we are', async () => {
    const stale = { next: buttonValue(room.card('challenge'), 'Next step'), form: buttonValue(room.card('challenge'), 'Fill in') };
    await room.type('maya', 'skip we have done this before');
    await room.opened('stakeholder-mapping');
    const press = (action: string, value: string) => room.refused('maya', () => forgePress(room, 'maya', { action, value }));
    expect(await press('next', stale.next)).toContain('Challenge is finished already');
    expect(await press('move-on', stale.next)).toContain('Challenge is finished already');
    expect(await press('undo', stale.next)).toContain('Challenge is finished');
    expect(await press('use-question', stale.next)).toContain('Challenge is finished');
    expect(await press('form', stale.form)).toContain('Challenge is finished');
  });

  it('of a step that has not begun, or of another round of it, means nothing', async () => {
    const value = JSON.parse(buttonValue(room.card('challenge'), 'Next step')) as Record<string, unknown>;
    const press = (change: object) =>
      room.refused('maya', () => forgePress(room, 'maya', { action: 'move-on', value: JSON.stringify({ ...value, ...change }) }));
    expect(await press({ s: 'persona' })).toContain('has not begun yet');
    expect(await press({ e: 7 })).toContain('finished already');
  });

  it.each(['', 'null', '[]', '{}', '{"w":1,"s":2,"e":3}', 'not json', '{"w":"x","s":"challenge","e":"1"}', '{"w":null,"v":null}'])(
    'with a value that we never wrote (%s) changes nothing',
    async (value) => {
      for (const action of ['next', 'form', 'undo', 'verb-on'])
        expect(await room.refused('maya', () => forgePress(room, 'maya', { action, value }))).toContain('from an older card');
    },
  );

  it('F-19: with the ids of another channel’s workshop finds nothing, even for its host', async () => {
    const elsewhere = await open(['maya', 'tomas']);
    const card = await elsewhere.start('Another idea altogether');
    await elsewhere.tell('tomas', 'Problem: nobody knows who waters the plants');
    const before = await elsewhere.state();
    const { workshop } = before.workshops[0]!;
    const target = buttonValue(card, 'Next step');
    for (const [action, value] of [
      ['next', target],
      ['move-on', target],
      ['undo', target],
      ['use-question', target],
      ['form', buttonValue(card, 'Fill in')],
      ['form', JSON.stringify({ w: workshop.id, s: 'challenge', e: 0, f: 'settings' })],
      ['verb-on', JSON.stringify({ w: workshop.id, v: 'end', r: '' })],
    ] as const)
      expect(await room.refused('maya', () => forgePress(room, 'maya', { action, value }))).toContain("I can't find that workshop");
    expect(await elsewhere.state()).toEqual(before);
    expect(room.stage.openView(room.id('maya'))).toBeUndefined();
  });

  it('F-19: sent from another company’s Slack is refused, whoever seems to press it', async () => {
    const before = await room.state();
    const press = await forgePress(
      room,
      'maya',
      { action: 'move-on', value: buttonValue(room.card('challenge'), 'Next step') },
      { team: 'TELSEWHERE' },
    );
    const command = await forgeCommand(room, 'maya', 'skip no reason', { team: 'TELSEWHERE' });
    expect([press.acknowledged, command.acknowledged]).toEqual([true, true]);
    expect(await room.state()).toEqual(before);
  });

  it('that nobody knows is answered too', async () => {
    expect(await room.refused('maya', () => forgePress(room, 'maya', { action: 'launch-rocket', value: '' }))).toContain(
      'from an older card',
    );
  });
});

describe('a command', () => {
  it('that arrives twice starts one workshop', async () => {
    const room = await open(['maya']);
    const trigger = room.control.issueTrigger(room.id('maya'));
    await Promise.all([1, 2].map(() => forgeCommand(room, 'maya', `start ${idea}`, { trigger })));
    await room.opened('challenge');
    await room.quiet();
    expect(await room.workshops()).toHaveLength(1);
    expect(room.posts().filter((post) => !post.threadTs)).toHaveLength(2);
  });

  it('F-18: typed by two people at the same moment starts one workshop, with one greeting', async () => {
    const room = await open(['maya', 'tomas']);
    await room.start('A first try');
    await room.type('maya', 'cancel');
    await room.quiet();
    const before = room.posts().length;
    await Promise.all([room.type('maya', `start ${idea}`), room.type('tomas', 'start Something else')]);
    await room.seen(() => room.posts().length > before + 2, 'a workshop to start');
    await room.quiet();
    expect(room.posts()).toHaveLength(before + 3);
    expect(await room.workshops()).toHaveLength(1);
    const told = room.whispers().map((whisper) => room.read(whisper));
    expect(told.sort()).toEqual([
      expect.stringContaining('Here we go'),
      expect.stringContaining('Taken back'),
      expect.stringContaining('is under way in this channel. What would you like?'),
    ]);
  });

  it('from another company’s Slack starts nothing', async () => {
    const room = await open(['maya']);
    expect((await forgeCommand(room, 'maya', `start ${idea}`, { team: 'TELSEWHERE' })).acknowledged).toBe(true);
    expect(await room.state()).toEqual({ posts: [], workshops: [] });
  });
});

describe('a form', () => {
  let room: Room;
  beforeEach(async () => {
    room = await open();
    await room.start();
  });

  it('sent after its step moved on stays open with what was typed, and says so', async () => {
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    await room.type('maya', 'skip we have done this before');
    await room.opened('stakeholder-mapping');
    const before = await room.state();
    const told = room.whispers().length;
    const errors = await room.submit('tomas', { Problem: 'Everybody at the desk hears why you came' });
    expect(errors).toEqual({ Problem: expect.stringContaining('Challenge is finished') });
    expect(errors.Problem).toContain('Copy your text');
    expect(await room.state()).toEqual(before);
    expect(room.stage.openView(room.id('tomas'))?.errors).toMatchObject({ problemStatement: expect.stringContaining('finished') });
    expect(room.whispers()).toHaveLength(told);
  });

  it('sent while the workshop is paused or over says that', async () => {
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    await room.type('maya', 'pause');
    expect(await room.submit('tomas', { Problem: 'Everybody hears everything' })).toEqual({
      Problem: expect.stringContaining('is paused'),
    });
    await room.type('maya', 'resume');
    await room.type('maya', 'end');
    await room.finale();
    expect(await room.submit('tomas', { Problem: 'Everybody hears everything' })).toEqual({ Problem: expect.stringContaining('is over') });
    expect(await room.draft('challenge')).toEqual({});
  });

  it('sent empty, or unchanged, asks for something', async () => {
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    const before = await room.state();
    expect(await room.submit('tomas')).toEqual({ Problem: expect.stringContaining('nothing to save yet') });
    expect(await room.state()).toEqual(before);
    expect(await room.submit('tomas', { Problem: 'Everybody hears everything' })).toEqual({});
    await room.quiet();
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    expect(await room.submit('tomas')).toEqual({ Problem: expect.stringContaining('saved already') });
  });

  it('shows each error under its input, and keeps all the rest', async () => {
    for (const next of ['stakeholder-mapping', 'user-research', 'sense-making', 'persona'] as const) {
      await room.type('maya', 'skip we have done this before');
      await room.opened(next);
    }
    await room.openForm('aiko', 'Write the persona', room.card('persona'));
    const before = await room.state();
    const errors = await room.submit('aiko', { Name: 'Rosa', Role: 'Teacher', Age: 'ancient', Goals: 'a\nb\nc\nd\ne\nf' });
    expect(errors).toEqual({ Age: expect.stringContaining('from 18 to 100'), Goals: expect.stringContaining('holds up to 5') });
    expect(await room.state()).toEqual(before);
    expect(await room.submit('aiko', { Name: 'Rosa', Role: 'Teacher', Age: '34', Goals: 'a\nb' })).toEqual({});
    expect(await room.draft('persona')).toEqual({ personas: ['Rosa'] });
  });

  it('F-08: of two people at once keeps what both wrote', async () => {
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    await room.openForm('aiko', 'Fill in', room.card('challenge'));
    expect(await room.submit('tomas', { Problem: 'Everybody hears everything' })).toEqual({});
    expect(await room.submit('aiko', { 'Who it is for': 'Patients of small clinics' })).toEqual({});
    expect(await room.draft('challenge')).toEqual({
      problemStatement: 'Everybody hears everything',
      targetUser: 'Patients of small clinics',
    });
  });

  it('F-08: of two people who rate at once keeps both ratings, and what was added meanwhile', async () => {
    await room.type('maya', 'skip we know our question');
    const card = await room.opened('stakeholder-mapping');
    await room.tell('sam', '- Patients\n- Receptionists');
    await room.openForm('tomas', 'Rate', card);
    await room.openForm('aiko', 'Rate', card);
    await room.tell('sam', '- Doctors, direct, medium, high');
    const [power, interest] = room
      .form('tomas')
      .blocks.map((block) => (block.label as { text: string } | undefined)?.text ?? '')
      .filter((label) => /^Patients.*(power|interest)/i.test(label));
    expect(await room.submit('tomas', { [power!]: 'high' })).toEqual({});
    expect(await room.submit('aiko', { [interest!]: 'low' })).toEqual({});
    const items = (await room.step('stakeholder-mapping')).draft.items.stakeholders ?? [];
    expect(items.map((item) => [item.values.name, item.values.power ?? '', item.values.interest ?? ''])).toEqual([
      ['Patients', 'high', 'low'],
      ['Receptionists', '', ''],
      ['Doctors', 'medium', 'high'],
    ]);
    await room.openForm('aiko', 'Rate', card);
    await room.openForm('tomas', 'Rate', card);
    await room.submit('aiko', { [power!]: 'low' });
    await room.submit('tomas', { [power!]: 'medium' });
    expect(JSON.stringify(room.form('tomas').blocks)).toContain('aiko changed this to “low”');
  });

  it('F-06: does not overwrite unseen what somebody else wrote meanwhile', async () => {
    await room.openForm('tomas', 'Fill in', room.card('challenge'));
    await room.openForm('aiko', 'Fill in', room.card('challenge'));
    expect(await room.submit('tomas', { Problem: 'Everybody hears everything' })).toEqual({});
    await room.submit('aiko', { Problem: 'Nobody knows where to stand' });
    const form = JSON.stringify(room.form('aiko').blocks);
    expect(form).toContain('Everybody hears everything');
    expect(form).toContain('Nobody knows where to stand');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Everybody hears everything' });
  });

  it('sent twice by an impatient finger is saved once', async () => {
    const view = await room.openForm('tomas', 'Fill in', room.card('challenge'));
    const body = forgedSubmission(room, 'tomas', view, view.privateMetadata, { problemStatement: 'Everybody hears everything' });
    await Promise.all([1, 2].map(() => room.control.sendRaw(body, { kind: 'interactive' })));
    await room.quiet();
    expect((await room.step('challenge')).draft.captures).toHaveLength(1);
    expect((await room.workshop()).messages.human).toBe(1);
  });

  it('F-19: with another workshop’s ids in its memory saves nothing there, settings included', async () => {
    const elsewhere = await open(['maya', 'tomas']);
    await elsewhere.start('Another idea altogether');
    const theirs = await elsewhere.state();
    const ours = await room.state();
    const target = { workshopId: theirs.workshops[0]!.workshop.id, stepId: 'challenge', epoch: 0 };
    const view = await room.openForm('maya', 'Fill in', room.card('challenge'));
    const values = { problemStatement: 'Taken over', title: 'Taken over', pace: 'async' };
    for (const memory of [
      { request: { ...target, formId: 'challenge' }, channelId: room.channel },
      { request: { ...target, formId: 'settings' }, channelId: room.channel },
      { request: { ...target, formId: 'challenge' }, channelId: 'CNOWHERE' },
      { request: { ...target, workshopId: 'ws_nothing', formId: 'settings' }, channelId: room.channel },
      'null',
      'not json',
    ]) {
      const answer = await room.control.sendRaw(forgedSubmission(room, 'maya', view, memory, values), { kind: 'interactive' });
      expect(answer.acknowledged).toBe(true);
    }
    expect(await elsewhere.state()).toEqual(theirs);
    expect(await room.state()).toEqual(ours);
  });
});

describe('“Capture this”', () => {
  it('needs a message of a person in a step’s thread', async () => {
    const room = await open();
    const card = await room.start();
    const inChannel = await room.control.postMessage({ as: room.id('sam'), channel: room.channel, text: 'Has anybody seen my umbrella?' });
    expect(await room.refused('tomas', () => room.runShortcut('tomas', inChannel.ok ? inChannel.ts : ''))).toContain(
      'in the thread of a step',
    );
    expect(await room.refused('tomas', () => room.runShortcut('tomas', room.thread('challenge')[0]!.ts))).toContain('Those are my words');
    expect(await room.refused('tomas', () => room.runShortcut('tomas', card.ts))).toMatch(/in the thread of a step|Those are my words/);
    expect(labelsOf(card)).toContain('Fill in');
  });
});
