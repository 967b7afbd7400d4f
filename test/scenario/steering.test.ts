import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designThinking } from '../../src/workshop/steps.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openIn, openRoom, questionFor, type Room } from '../support/room.ts';
import { fourStakeholders, wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
/** The canvas of this room’s pack. */
const canvasOf = (room: Room) => {
  const canvases = room.control.canvases().filter((canvas) => canvas.sharedWith.includes(room.channel));
  expect(canvases).toHaveLength(1);
  return canvases[0]!.markdown;
};

describe('moving on', () => {
  it('F-04: is one thing, however it is asked for: by command, by mention, by the card, by the read-back', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');

    await room.tell('aiko', fourStakeholders);
    await room.say('maya', '@pilot Next, please!', 'stakeholder-mapping');
    await room.opened('user-research');

    await room.tell(
      'sam',
      '- Q: What happened last time?\n- They whisper\n- They write it down\n- They lie\n- They come early\n- They call before',
    );
    await room.press('maya', 'Next step', await room.readBack('user-research'));
    await room.opened('sense-making');

    await room.tell('sam', '- Hiding: 1, 2, 3\n- Planning: 4, 5\n- Pain: being overheard\n- Gain: being understood');
    await room.press('maya', 'Next step', room.card('sense-making'));
    await room.opened('persona');
    await room.quiet();

    const { workshop, steps, artifacts } = await room.workshop();
    const done = steps.slice(0, 4);
    expect(done.map((step) => [step.status, step.gaps, step.skipReason])).toEqual(done.map(() => ['complete', [], null]));
    expect(artifacts.map((one) => [one.stepId, one.version])).toEqual(done.map((step) => [step.stepId, 1]));
    const summaries = await scenario.app.deps.store.inWorkshop(workshop.id, (tx) => tx.currentSummaries());
    expect(summaries.map((one) => one.stepId)).toEqual(done.map((step) => step.stepId));
    expect(room.whispers()).toEqual([]);
  });

  it('F-13: opens the next step with what was decided, and calls those who took part, once', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.quiet();
    const opening = room.opening('stakeholder-mapping');
    expect(opening).toMatch(/^@maya @tomas .*Stakeholders/);
    expect(opening).toContain('*Our question:* How might we let patients arrive unheard?');
    expect(opening).toContain('*It is for:* patients of small clinics');
    expect(room.read(room.card('stakeholder-mapping')).split('\n')[0]).toContain('How might we let patients arrive unheard?');
    expect(room.read(room.card('challenge'))).toBe(
      ':white_check_mark: *1. Challenge*: How might we let patients arrive unheard?\nWith @tomas',
    );
  });

  it('too early lists what is missing and changes nothing; “Keep going” goes on', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    const told = await room.refused('maya', () => room.type('maya', 'next'));
    expect(told).toBe('Challenge is not quite there. Still open: who it is for; what should be better; the “How might we” question.');
    const offer = room.lastWhisper('maya');
    expect(labelsOf(offer)).toEqual(['Move on anyway', 'Keep going']);
    const before = await room.state();
    await room.press('maya', 'Keep going', offer);
    await room.seen(() => !room.whispers().includes(offer), 'the question to go');
    expect(await room.state()).toEqual(before);
  });

  it('anyway records the gap, names it in the next opening, on the cards and in the pack', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came\nUser: patients\nOutcome: they arrive unheard');
    await room.type('maya', 'next');
    await room.press('maya', 'Move on anyway', room.lastWhisper('maya'));
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect((await room.step('challenge')).gaps).toMatchObject([{ field: 'hmwStatement' }]);
    expect(room.opening('stakeholder-mapping')).toContain('We left Challenge without the “How might we” question');
    expect(room.read(room.card('challenge'))).toContain('Left open: the “How might we” question');
    expect(room.read(room.hub())).toMatch(/1\. Challenge.*:warning:/);
    expect(await room.type('maya', 'steps')).toMatch(/1\. \*Challenge\*.*:warning:/);
    expect(await room.type('maya', 'show challenge')).toContain(':warning: Open: the “How might we” question');
    await room.type('maya', 'end');
    const finale = room.read(await room.finale());
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    expect(finale).toContain('Challenge: the “How might we” question');
    expect(canvasOf(room)).toContain('**Challenge:** the “How might we” question');
  });

  it('F-33: anyway, offered once, is for that step only', async () => {
    const room = await open();
    await room.start();
    await room.type('maya', 'next');
    const offer = room.lastWhisper('maya');
    await Promise.all([room.press('maya', 'Move on anyway', offer), room.press('maya', 'Move on anyway', offer)]);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect((await room.workshop()).steps.filter((step) => step.status !== 'not_started')).toHaveLength(2);
  });

  it('by skipping keeps the reason, in the host’s own words', async () => {
    const room = await open();
    await room.start();
    await room.type('maya', 'skip we did *this* last month <with> Tomás & co');
    await room.opened('stakeholder-mapping');
    await room.say('maya', '@pilot skip this because the list is on the wall', 'stakeholder-mapping');
    await room.opened('user-research');
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain('Moved on: we did');
    expect((await room.step('challenge')).skipReason).toBe('we did *this* last month <with> Tomás & co');
    expect((await room.step('stakeholder-mapping')).skipReason).toBe('the list is on the wall');
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    expect(canvasOf(room)).toContain('**Moved on because:** the list is on the wall');
  });

  it('F-20: is not bought with placeholders', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: lorem ipsum\nUser: TBD\nOutcome: n/a\nQuestion: same');
    expect(await room.refused('maya', () => room.type('maya', 'next'))).toContain(openIn('challenge').join('; '));
  });

  it.each(['next week we could ask the patients', 'we should skip the queue', 'end of story', 'pause between patients is two minutes'])(
    'F-34: is not taken from a sentence that only sounds like it: “%s”',
    async (sentence) => {
      const room = await open();
      await room.start();
      await room.tell('maya', sentence);
      expect(await room.draft('challenge')).toMatchObject({ problemStatement: expect.stringMatching(new RegExp(sentence, 'i')) });
      expect((await room.workshop()).workshop.status).toBe('active');
      expect(await room.openStep()).toBe('challenge');
    },
  );

  it('F-22: waits for the host: the way on stays where it is, and nobody wraps up by themselves', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    const readBack = await room.readBack('challenge');
    expect(labelsOf(readBack)).toEqual(['Next step', 'Fix', 'Undo', 'Sign off', 'I’m done']);
    await room.tell('aiko', 'Concern: small clinics have no desk at all');
    await room.quiet();
    expect(labelsOf(await room.readBack('challenge'))).toEqual(['Next step', 'Fix', 'Undo', 'Sign off', 'I’m done']);
    expect(await room.openStep()).toBe('challenge');
    expect(room.thread('challenge').filter((post) => labelsOf(post).includes('Fix'))).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('stores and captures what is said and asks nothing; going on asks', async () => {
    const room = await open();
    await room.start();
    expect(await room.type('maya', 'pause')).toContain('Paused. I keep storing what is said');
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain('On hold');
    expect(room.read(room.hub())).toContain('*On hold* at step 1 of 10');
    const posts = room.posts().length;
    await room.say('aiko', 'Did anybody bring biscuits?');
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.quiet();
    expect(room.posts()).toHaveLength(posts);
    expect((await room.workshop()).messages.human).toBe(2);
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'people hear why you came' });
    expect(await room.refused('maya', () => room.type('maya', 'next'))).toContain('is paused. “/workshop resume” goes on');
    expect(await room.refused('maya', () => room.type('maya', 'pause'))).toContain('is paused already');

    expect(await room.type('maya', 'resume')).toContain('On we go');
    await room.seen(() => room.posts().length === posts + 1, 'the question that waited');
    expect(room.read(room.thread('challenge').at(-1))).toContain(questionFor('challenge', 'targetUser'));
    await room.quiet();
    expect(labelsOf(room.card('challenge'))).toEqual(['Fill in', 'Fix', 'Next step', 'I’m done']);
  });
});

describe('an early end', () => {
  it('makes the pack of what there is; canvas and finale name what was never reached', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.tell('aiko', 'Disagree: the desk is not the problem, the waiting room is');
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.tell('sam', '- Patients, core, low, high');
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the finale with its canvas');
    await room.quiet();
    const unreached = designThinking.ids
      .slice(2)
      .map((id) => designThinking.step(id).name)
      .join(', ');
    const finale = room.read(await room.finale());
    expect(finale).toContain(`not reached: ${unreached}`);
    expect(finale).toContain('Our question: “How might we let patients arrive unheard?”');
    expect(finale).toContain('@aiko raised: “the desk is not the problem, the waiting room is”');
    expect(finale).toContain('@tomas');
    const markdown = canvasOf(room);
    expect(markdown).toContain(`**Not reached:** ${unreached}`);
    expect(markdown).toContain('ended early');
    expect(markdown).toContain(`**Stakeholders:** ${openIn('stakeholder-mapping')[0]}`);
    expect(markdown).toMatch(new RegExp(`a concern:\\*\\* the desk is not the problem.*${room.id('aiko')}`));
    expect(room.posts().filter((post) => !post.threadTs)).toHaveLength(4);

    for (const verb of ['next', 'pause', 'resume', 'end', 'settings', 'skip no time'])
      expect(await room.refused('maya', () => room.type('maya', verb))).toContain('No workshop is under way');
    expect(await room.type('maya', 'status')).toContain('is over: 2 of 10 steps done');
    const late = await room.heard('sam', () => room.say('sam', '@pilot Problem: one more thing', 'stakeholder-mapping'));
    expect(room.read(late)).toContain('This workshop is over');
    expect((await room.workshop()).messages.human).toBe(4);
  });

  it('F-18: asked for twice at the same moment has one finale, one pack, one canvas', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await Promise.all([room.type('maya', 'end'), room.type('maya', 'end')]);
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the finale with its canvas');
    await room.quiet();
    expect(room.whispers().map((whisper) => room.read(whisper))).toEqual([
      expect.stringMatching(/is over already|No workshop is under way/),
    ]);
    expect(room.posts().filter((post) => post.text.startsWith('We are done'))).toHaveLength(1);
    expect(canvasOf(room)).toContain('How might we let patients arrive unheard?');
  });

  it('before anything was said is honest about that', async () => {
    const room = await open();
    await room.start();
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the finale with its canvas');
    expect(room.read(await room.finale())).toContain('Nothing was settled this time.');
    expect(canvasOf(room)).toContain('Nothing was written down.');
  });
});

describe('the pack', () => {
  it('can be had as files in every format at any time', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.tell('aiko', fourStakeholders);
    expect(await room.type('sam', 'export')).toContain('On its way');
    const upload = await room.seen(() => room.control.messages(room.channel).find((post) => post.fileIds.length > 1), 'the files');
    expect(upload.threadTs).toBe(room.card('stakeholder-mapping').ts);
    const files = room.control.files().filter((file) => upload.fileIds.includes(file.id));
    expect(files.map((file) => file.name)).toEqual([
      'build-pack.md',
      'build-pack.json',
      'build-pack.pdf',
      'build-pack.zip',
      'stakeholder-map-stakeholder-mapping.png',
      'participation.png',
    ]);
    expect(files.at(-1)).toMatchObject({ title: 'Who took part', altText: expect.stringContaining('Who took part') });
    expect(upload.text).toBe('The build pack of “A better check-in for small clinics”.');
    expect(room.control.fileText(files[0]!.id)).toContain('How might we let patients arrive unheard?');
    expect(JSON.parse(room.control.fileText(files[1]!.id) ?? '')).toMatchObject({ title: 'A better check-in for small clinics' });
  });

  it('asked for as a canvas again is the same canvas, brought up to date', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.type('sam', 'canvas');
    await room.seen(() => room.thread('stakeholder-mapping').some((post) => post.text.includes('The build pack so far')), 'the link');
    expect(canvasOf(room)).not.toContain('Receptionists');
    await room.tell('aiko', fourStakeholders);
    await room.type('sam', 'canvas');
    await room.seen(() => canvasOf(room).includes('Receptionists'), 'the new words');
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the finale');
    expect(canvasOf(room)).toContain('Not reached');
    await room.type('tomas', 'canvas');
    await room.quiet();
    expect(canvasOf(room)).toContain('Not reached');
    expect(room.posts().filter((post) => post.text.startsWith('We are done'))).toHaveLength(1);
  });

  it('F-45: is refused while there is nothing to put into it', async () => {
    const room = await open();
    await room.start();
    for (const verb of ['canvas', 'export'])
      expect(await room.refused('maya', () => room.type('maya', verb))).toContain('There is no finished step yet');
  });
});

describe('looking', () => {
  it('shows where we are, the agenda, results, people and what can be done, to the asker alone', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.tell('aiko', '- Patients, core, low, high');
    const look = (text: string) => room.refused('sam', () => room.type('sam', text));

    expect(await look('status')).toBe(
      '*A better check-in for small clinics*: step 2 of 10, Stakeholders.\n' +
        `Still open: ${openIn('stakeholder-mapping')[0]}.\nHost: @maya.`,
    );
    expect(await look('steps')).toContain(
      ':white_check_mark: 1. *Challenge* How might we let patients arrive unheard?\n:arrow_forward: 2. *Stakeholders*',
    );
    expect(await look('show challenge')).toContain('• people hear why you came — @tomas');
    expect(await look('show 2')).toMatch(/• Patients \(.*core.*low.*high\) — @aiko/);
    expect(await look('back')).toContain('*1. Challenge*');
    const people = await look('people');
    for (const line of ['@maya, host', '@tomas, participant', '@aiko, participant']) expect(people).toContain(line);
    expect(people).not.toContain('@sam');
    expect(await look('')).toContain('*Move:* start · next');
    expect(labelsOf(room.lastWhisper('sam'))).toContain('Where we are');
    expect(await room.ask('sam', 'Where we are', room.lastWhisper('sam'))).toContain('step 2 of 10');
  });

  it('works by mention in a thread and in the channel, too', async () => {
    const room = await open();
    await room.start();
    expect(room.read(await room.heard('sam', () => room.say('sam', '@pilot status')))).toContain('step 1 of 10');
    const typed = `@${room.control.bot().name} steps`;
    const heard = await room.heard('aiko', () => room.control.postMessage({ as: room.id('aiko'), channel: room.channel, text: typed }));
    expect(room.read(heard)).toContain('1. *Challenge*');
  });
});
