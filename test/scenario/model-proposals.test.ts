import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { checkLinks } from '../../src/workshop/check-links.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, type Room } from '../support/room.ts';
import { createStrictModel, finds, onlySays, type Prompt, type Rows, says, sumsUp } from '../support/strict-model.ts';
import { converse, openModelRoom, proposalIn, proposed, repliesIn, silence } from '../support/strict-model-room.ts';

const model = createStrictModel();
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ model });
});
afterAll(() => scenario.close());
const rooms: Room[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) await silence(room);
  model.settle();
});

async function open(members?: readonly Name[]): Promise<Room> {
  const room = await openModelRoom(scenario, members);
  rooms.push(room);
  return room;
}

const hears = 'it is the whole waiting room that hears why you came';
const patients = 'do we mean the patients of small clinics?';

/** What a model makes of the two sentences. */
function twoLines(prompt: Prompt): Rows {
  return {
    fields: [
      { field: 'problemStatement', value: 'The whole waiting room hears why you came', evidence: [prompt.numberOf(hears)], quote: null },
      { field: 'targetUser', value: 'patients of small clinics', evidence: [prompt.numberOf(patients)], quote: null },
    ],
  };
}

/** Somebody asks the facilitator, and the model finds something that belongs here. */
async function propose(
  room: Room,
  rows: (prompt: Prompt) => Rows = twoLines,
  question = '@pilot what do you make of it?',
  as: Name = 'sam',
) {
  model.expects(says('Thank you all.'), finds(rows));
  await converse(room, as, question);
  return proposed(room);
}

/** What Tomás has said and Aiko has asked waits for a yes. */
async function discussed() {
  const room = await open();
  const tomas = await room.say('tomas', hears);
  const card = await propose(room, twoLines, `@pilot ${patients}`, 'aiko');
  const aiko = room.control.messages(room.channel).find((message) => message.text.includes(patients))?.ts ?? '';
  return { room, said: { tomas, aiko }, card };
}

const both = { problemStatement: 'The whole waiting room hears why you came', targetUser: 'patients of small clinics' };

/** How the card stands now. */
const shown = (room: Room, card: Message) => room.read(room.posts().find((post) => post.ts === card.ts));
const authorsOf = async (room: Room, field: string) =>
  (await room.step('challenge')).draft.fields[field]?.sources.map((source) => source.userId);

describe('a proposal', () => {
  it('is written down as the words of those whose they are, once somebody who takes part says yes', async () => {
    const { room, card } = await discussed();
    expect(shown(room, card)).toContain('I heard 2 things that belong here. Write them down?');
    expect(await room.draft('challenge')).toEqual({});
    await room.press('maya', 'Write it down', card);
    await room.holds('challenge', both);
    await room.quiet();
    expect([await authorsOf(room, 'problemStatement'), await authorsOf(room, 'targetUser')]).toEqual([
      [room.id('tomas')],
      [room.id('aiko')],
    ]);
    expect((await room.step('challenge')).draft.fields.targetUser).toMatchObject({ origin: 'model' });
    expect(shown(room, card)).toContain('Written down by @maya');
    expect(labelsOf(room.posts().find((post) => post.ts === card.ts)!)).toEqual([]);
    expect(room.read(room.card('challenge'))).toContain('Still open: what should be better');
  });

  it('is no matter of a viewer’s', async () => {
    const room = await open(['maya', 'sam', 'nora']);
    await room.say('maya', hears);
    const card = await propose(room, twoLines, `@pilot ${patients}`);
    for (const label of ['Write it down', 'Edit', 'Dismiss'])
      expect(await room.refused('nora', () => room.press('nora', label, card))).toContain('You are here as a viewer');
  });

  it('is decided once, however often and by however many it is pressed', async () => {
    const { room, card } = await discussed();
    const before = room.whispers();
    await Promise.all([
      room.press('aiko', 'Write it down', card),
      room.press('tomas', 'Write it down', card),
      room.press('sam', 'Dismiss', card),
    ]);
    await room.quiet();
    const told = room.whispers().filter((whisper) => !before.includes(whisper));
    expect(told.map((whisper) => room.read(whisper))).toEqual(Array(2).fill(expect.stringMatching(/is decided already/)));
    const isDismissed = shown(room, card).startsWith('Left out by @sam');
    expect(await room.draft('challenge')).toEqual(isDismissed ? {} : both);
    expect((await room.step('challenge')).draft.captures).toHaveLength(isDismissed ? 0 : 2);
    const value = buttonValue(card, 'Write it down');
    expect(await room.refused('tomas', () => forgePress(room, 'tomas', { action: 'accept', value }))).toContain('decided already');
    expect(await room.refused('tomas', () => forgePress(room, 'tomas', { action: 'leave-out', value }))).toContain('decided already');
  });

  it('is void once its step is over', async () => {
    const { room, card } = await discussed();
    const value = buttonValue(card, 'Write it down');
    await room.type('maya', 'skip we know our question');
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(shown(room, card)).toBe(
      'This was not decided before the step ended.'.concat('\n', shown(room, card).split('\n').slice(1).join('\n')),
    );
    expect(await room.refused('aiko', () => forgePress(room, 'aiko', { action: 'accept', value }))).toContain('Challenge is finished');
    expect(await room.refused('aiko', () => forgePress(room, 'aiko', { action: 'form', value }))).toContain('Challenge is finished');
  });

  it('cannot be forged, nor taken from another workshop, another step or another channel', async () => {
    const { room, card } = await discussed();
    const other = await discussed();
    const mine = JSON.parse(buttonValue(card, 'Write it down'));
    const theirs = JSON.parse(buttonValue(other.card, 'Write it down'));
    const accept = (value: object, as: 'tomas' = 'tomas') => forgePress(room, as, { action: 'accept', value: JSON.stringify(value) });
    for (const forged of [
      { ...mine, f: 'proposal:prop_forged' },
      { ...mine, f: theirs.f },
      { ...mine, f: undefined },
      { ...mine, f: 'challenge' },
    ])
      expect(await room.refused('tomas', () => accept(forged))).toContain('older card');
    expect(await room.refused('tomas', () => accept(theirs))).toContain("I can't find that workshop here");
    expect(await room.refused('tomas', () => accept({ ...mine, e: mine.e + 1 }))).toContain('Challenge is finished');
    expect(await room.refused('tomas', () => accept({ ...mine, s: 'stakeholder-mapping' }))).toContain('Stakeholders has not begun yet');
    expect(await other.room.draft('challenge')).toEqual({});
  });
});

describe('Edit', () => {
  it('takes other words as its sender’s, on top of those whose they were, and leaves out what was emptied', async () => {
    const { room, card } = await discussed();
    const view = await room.openForm('sam', 'Edit', card);
    expect(view.title).toBe('Before it is written');
    expect(await room.submit('sam', { Problem: 'Eleven strangers hear why you came', 'Who it is for': '' })).toEqual({});
    await room.holds('challenge', { problemStatement: 'Eleven strangers hear why you came' });
    await room.quiet();
    expect(await authorsOf(room, 'problemStatement')).toEqual([room.id('sam'), room.id('tomas')]);
    expect(shown(room, card)).toContain('Written down by @sam\n_Problem_ *+* Eleven strangers hear why you came — @sam, @tomas');
    expect(shown(room, card)).not.toContain('patients of small clinics');
  });

  it('keeps whose words they are where nothing was changed', async () => {
    const { room, card } = await discussed();
    await room.openForm('sam', 'Edit', card);
    expect(await room.submit('sam')).toEqual({});
    await room.holds('challenge', both);
    expect(await authorsOf(room, 'problemStatement')).toEqual([room.id('tomas')]);
    expect((await room.workshop()).messages.human).toBe(2);
  });

  it('with everything emptied says so under the first input, and nothing is decided', async () => {
    const { room, card } = await discussed();
    await room.openForm('sam', 'Edit', card);
    const errors = await room.submit('sam', { Problem: ' ', 'Who it is for': '' });
    expect(errors).toEqual({ Problem: 'There is nothing left to write down. To take none of it, press Dismiss on the card.' });
    expect(await room.draft('challenge')).toEqual({});
    expect(proposalIn(room)?.ts).toBe(card.ts);
    expect(await room.submit('sam', { Problem: hears, 'Who it is for': '' })).toEqual({});
    await room.holds('challenge', { problemStatement: hears });
  });

  it('of what somebody else has decided meanwhile is refused in the form, with nothing typed lost', async () => {
    const { room, card } = await discussed();
    await room.openForm('sam', 'Edit', card);
    await room.press('aiko', 'Dismiss', card);
    await room.quiet();
    expect(await room.submit('sam', { Problem: 'Eleven strangers hear why you came' })).toEqual({
      Problem: expect.stringContaining('decided already'),
    });
    expect(await room.draft('challenge')).toEqual({});
  });
});

describe('Edit of a line whose place somebody has filled meanwhile (F-06)', () => {
  const formSays = (room: Room) => JSON.stringify(room.form('sam').blocks);
  /** By the form, which no model has to look at. */
  const fillIn = async (room: Room, as: Name, problem: string) => {
    await room.openForm(as, 'Fill in', room.card('challenge'));
    expect(await room.submit(as, { Problem: problem })).toEqual({});
  };

  it('shows both to the second, who loses nothing; sent again, theirs takes the other’s place', async () => {
    const { room, card } = await discussed();
    await room.openForm('sam', 'Edit', card);
    await fillIn(room, 'tomas', 'Nobody can whisper at the desk');
    expect(await room.submit('sam', { Problem: 'Eleven strangers hear why you came' })).toEqual({});
    expect(formSays(room)).toContain('Eleven strangers hear why you came');
    expect(formSays(room)).toMatch(/Tomas[^"]* changed this to “Nobody can whisper at the desk” while your form was open/i);
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Nobody can whisper at the desk' });
    expect(proposalIn(room)?.ts).toBe(card.ts);
    expect(await room.submit('sam', {})).toEqual({});
    await room.holds('challenge', { ...both, problemStatement: 'Eleven strangers hear why you came' });
    await room.quiet();
  });

  it('also when the line is taken as it was proposed, and once more when somebody is faster again', async () => {
    const { room, card } = await discussed();
    await room.openForm('sam', 'Edit', card);
    await fillIn(room, 'tomas', 'Nobody can whisper at the desk');
    expect(await room.submit('sam', {})).toEqual({});
    await fillIn(room, 'aiko', 'The desk is too close to the chairs');
    expect(await room.submit('sam', {})).toEqual({});
    expect(formSays(room)).toContain('The desk is too close to the chairs');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'The desk is too close to the chairs' });
    expect(await room.submit('sam', { Problem: '' })).toEqual({});
    await room.holds('challenge', { ...both, problemStatement: 'The desk is too close to the chairs' });
    await room.quiet();
  });

  it('says what stands there already when it is opened, and then takes its place without asking again', async () => {
    const { room, card } = await discussed();
    await fillIn(room, 'tomas', 'Nobody can whisper at the desk');
    await room.seen(() => shown(room, card).includes('Nobody can whisper at the desk'), 'on the card what would be replaced');
    await room.openForm('sam', 'Edit', card);
    expect(formSays(room)).toContain('In its place now: “Nobody can whisper at the desk”');
    expect(await room.submit('sam', {})).toEqual({});
    await room.holds('challenge', both);
    await room.quiet();
  });
});

describe('Dismiss', () => {
  it('writes nothing down, and what was dismissed is not proposed again', async () => {
    const { room, card } = await discussed();
    await room.press('aiko', 'Dismiss', card);
    await room.seen(() => shown(room, card).startsWith('Left out by @aiko'), 'the end of the card');
    model.expects(says('I see.'), finds(twoLines));
    const reply = await converse(room, 'sam', '@pilot is there anything else?');
    expect(room.read(reply)).not.toContain('for your yes');
    expect(proposalIn(room)).toBeUndefined();
    expect(await room.draft('challenge')).toEqual({});
  });
});

describe('a newer proposal', () => {
  it('takes the older one’s place on the same card, with the lines that nobody has decided on', async () => {
    const { room, card } = await discussed();
    const outcome = 'they should arrive without being overheard';
    await room.say('tomas', outcome);
    const old = buttonValue(card, 'Write it down');
    const newer = await propose(room, (prompt) => ({
      fields: [
        { field: 'desiredOutcome', value: 'they arrive without being overheard', evidence: [prompt.numberOf(outcome)], quote: null },
      ],
    }));
    await room.seen(() => shown(room, card).includes('I heard 3 things'), 'the newer card');
    expect(newer.ts).toBe(card.ts);
    expect(await room.refused('aiko', () => forgePress(room, 'aiko', { action: 'accept', value: old }))).toContain('newer took its place');
    await room.press('aiko', 'Write it down', proposalIn(room)!);
    await room.holds('challenge', { ...both, desiredOutcome: 'they arrive without being overheard' });
  });

  it('after a decision comes as a new card, nearer to where people are', async () => {
    const { room, card } = await discussed();
    await room.press('aiko', 'Write it down', card);
    await room.quiet();
    const outcome = 'they should arrive without being overheard';
    await room.say('tomas', outcome);
    const newer = await propose(room, (prompt) => ({
      fields: [
        { field: 'desiredOutcome', value: 'they arrive without being overheard', evidence: [prompt.numberOf(outcome)], quote: null },
      ],
    }));
    expect(newer.ts > card.ts).toBe(true);
    expect(shown(room, card)).toContain('Written down by @aiko');
  });
});

describe('the host who lets the model write at once', () => {
  it('sees what was written, and whose words it is', async () => {
    const room = await open();
    await room.openForm('maya', 'Settings', room.hub());
    expect(await room.submit('maya', { 'What the model proposes': 'Write it down at once' })).toEqual({});
    await room.say('tomas', hears);
    model.expects(says('Thank you all.'), finds(twoLines));
    const reply = await converse(room, 'aiko', `@pilot ${patients}`);
    expect(await room.draft('challenge')).toEqual(both);
    expect(room.read(reply)).toContain('Written down: Problem and Who it is for. Open: what should be better.');
    const card = room.thread('challenge').find((message) => message.text.startsWith(':white_check_mark: Written down'))!;
    expect(room.read(card)).toMatch(/^:white_check_mark: Written down\n_Problem_ .* — @tomas\n_Who it is for_ .* — @aiko$/);
    expect(await authorsOf(room, 'targetUser')).toEqual([room.id('aiko')]);
  });
});

describe('a message that somebody takes back', () => {
  it('before the yes: its line is not written', async () => {
    const { room, said, card } = await discussed();
    await room.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts: said.tomas });
    await room.quiet();
    await room.press('maya', 'Write it down', card);
    await room.holds('challenge', { targetUser: 'patients of small clinics' });
    await room.quiet();
    expect(shown(room, card)).not.toContain('waiting room');
  });

  it('before the yes, with everything that was proposed: the presser is told', async () => {
    const { room, said, card } = await discussed();
    await room.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts: said.tomas });
    await room.control.deleteMessage({ as: room.id('aiko'), channel: room.channel, ts: said.aiko });
    await room.quiet();
    expect(await room.refused('maya', () => room.press('maya', 'Write it down', card))).toContain('what it rests on was taken back');
  });

  it('before the yes, by an edit that says something else: its line is not written', async () => {
    const { room, said, card } = await discussed();
    await room.edit('tomas', said.tomas, 'forget it, I was wrong about that');
    await room.quiet();
    await room.press('maya', 'Write it down', card);
    await room.holds('challenge', { targetUser: 'patients of small clinics' });
  });

  it('after the yes: its line goes; after the step: it loses its link', async () => {
    const { room, said, card } = await discussed();
    await room.press('maya', 'Write it down', card);
    await room.holds('challenge', both);
    // The turn that takes it back is followed by a lull with something open.
    model.expects(onlySays('What goes wrong today?'));
    await room.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts: said.tomas });
    await room.holds('challenge', { targetUser: 'patients of small clinics' });
    await room.seen(() => repliesIn(room).length === 2, 'the follow-up');
    await room.quiet();
    model.expects(sumsUp('The step is for patients of small clinics.'));
    await room.type('maya', 'skip we know our question');
    await room.opened('stakeholder-mapping');
    await room.quiet();
    await room.control.deleteMessage({ as: room.id('aiko'), channel: room.channel, ts: said.aiko });
    await room.quiet();
    const { artifacts, workshop } = await room.workshop();
    const artifact = artifacts.find((one) => one.stepId === 'challenge')!;
    const cited = await room.deps.store.messagesById(
      workshop.id,
      Object.values(artifact.provenance).flatMap((entry) => entry.messageIds),
    );
    const standing = new Map(cited.filter((one) => !one.deletedAt).map((one) => [one.id, { text: one.content }]));
    expect(checkLinks(designThinking.step('challenge'), artifact.artifact, artifact.provenance, standing)).toEqual([
      { path: 'targetUser', text: 'patients of small clinics', state: 'assumption' },
    ]);
  });
});
