import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, skipTo } from '../support/together.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const done = 'I think we’re done here';

async function open(members?: Name[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await begin(room);
  return room;
}

/** A room in which Challenge has all that it needs. */
async function openWhole(): Promise<Room> {
  const room = await open();
  await room.tell('tomas', wholeChallenge);
  await room.readBack('challenge');
  await room.quiet();
  return room;
}

/** What the facilitator has offered in a thread by itself, as it stands. */
const offersIn = (room: Room, stepId: StepId = 'challenge') =>
  room.thread(stepId).filter((post) => room.read(post).includes('A suggestion of mine'));
const offered = (room: Room, stepId: StepId = 'challenge'): Promise<Message> =>
  room.seen(() => offersIn(room, stepId).find((post) => labelsOf(post).includes('Leave it')), 'an offer');

async function set(room: Room, fill: Record<string, string>): Promise<void> {
  await room.formAfter('maya', () => room.type('maya', 'settings'));
  expect(await room.submit('maya', fill)).toEqual({});
}

async function talk(room: Room, ...said: [Name, string][]): Promise<void> {
  for (const [name, text] of said) await room.say(name, text);
  await room.quiet();
}

describe('moving on', () => {
  it('is offered when people say to each other that they are done, all is there, and nobody goes on; the host says yes', async () => {
    const room = await openWhole();
    await room.say('aiko', done);
    await room.say('sam', 'yes!');
    const card = await offered(room);
    expect(room.read(card)).toContain('*Move on?* Challenge ends here, and Stakeholders begins. @aiko said as much.');
    expect(room.read(card)).toContain('@maya decides, as the host');
    expect((await room.step('challenge')).status).toBe('in_progress');
    expect(await room.refused('tomas', () => room.press('tomas', 'Confirm', card))).toContain('That is for the host');
    await room.press('maya', 'Confirm', card);
    await room.opened('stakeholder-mapping');
  });

  it('is not offered while something is missing, when somebody objects, or to whoever asked the bot anyway', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: people hear why you came');
    await talk(room, ['aiko', done]);
    expect(offersIn(room)).toEqual([]);
    await room.tell('tomas', wholeChallenge);
    await room.quiet();
    await talk(room, ['aiko', done], ['sam', 'no, we have not talked about nurses']);
    await talk(room, ['aiko', '“we are done here” is what my boss always says']);
    await talk(room, ['aiko', 'we are not done here']);
    expect(offersIn(room)).toEqual([]);
    await room.say('aiko', '@pilot we are done here');
    await room.quiet();
    expect(offersIn(room)).toEqual([]);
  });

  it('is offered once: not again after a no, and not while something else waits', async () => {
    const room = await openWhole();
    await room.say('aiko', '@pilot please pause the workshop');
    await room.seen(() => room.thread('challenge').find((post) => labelsOf(post).includes('Leave it')), 'the request');
    await talk(room, ['sam', done]);
    expect(offersIn(room)).toEqual([]);
    const request = room.thread('challenge').findLast((post) => labelsOf(post).includes('Leave it')) as Message;
    await room.press('aiko', 'Leave it', request);
    await talk(room, ['sam', done]);
    const card = await offered(room);
    await room.press('maya', 'Leave it', card);
    await room.seen(() => room.read(offersIn(room)[0]).includes('left as it is'), 'the no on the card');
    await talk(room, ['sam', 'let’s move on'], ['aiko', 'yes']);
    await talk(room, ['tomas', 'we are done']);
    expect(offersIn(room)).toHaveLength(1);
  });

  it('is offered when the talk goes on and the card with what we have is long out of sight', async () => {
    const room = await openWhole();
    await talk(
      room,
      ['aiko', 'my mother says hello'],
      ['sam', 'hello to her'],
      ['aiko', 'she knows that clinic'],
      ['tomas', 'small world'],
    );
    expect(offersIn(room)).toEqual([]);
    await talk(room, ['sam', 'it is'], ['aiko', 'she liked the nurse'], ['tomas', 'so did I']);
    expect(room.read(await offered(room))).toContain('Challenge ends here');
  });
});

describe('a quiet facilitator', () => {
  it('offers nothing by itself, and nobody is asked over days what counts for 15 minutes', async () => {
    const quiet = await openWhole();
    await set(quiet, { 'How much I talk': 'Quiet: I wait long and ask little' });
    await talk(quiet, ['aiko', done]);
    expect(offersIn(quiet)).toEqual([]);
    const slow = await open();
    await set(slow, { Pace: 'Over days: everybody when they can' });
    await slow.tell('tomas', 'Problem: people hear why you came');
    await talk(slow, ['aiko', 'let’s take a break']);
    expect(offersIn(slow)).toEqual([]);
  });
});

describe('an earlier step', () => {
  it('is offered to be looked at again when people say that it is wrong', async () => {
    const room = await openWhole();
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.say('aiko', 'hm, I think the challenge is wrong');
    const card = await offered(room, 'stakeholder-mapping');
    expect(room.read(card)).toContain('*Open the step again?* Challenge is opened again, with all that is in it.');
    await room.press('maya', 'Confirm', card);
    await room.seen(() => room.thread('stakeholder-mapping').some((post) => room.read(post).includes('confirmed by @maya')), 'the yes');
    await room.quiet();
    expect((await room.step('challenge')).status).toBe('in_progress');
  });

  it('that has not begun, or is open, is no matter', async () => {
    const room = await openWhole();
    await talk(room, ['aiko', 'the challenge is wrong'], ['sam', 'I think the persona is wrong']);
    await talk(room, ['aiko', 'the wifi is wrong']);
    expect(offersIn(room)).toEqual([]);
  });
});

describe('a vote', () => {
  it('is offered when only the choice is left, instead of the question for it, and not a second time', async () => {
    const room = await open();
    await talk(room, ['aiko', 'hello'], ['tomas', 'hello']);
    await skipTo(room, 'ideation');
    await room.tell(
      'tomas',
      '- Silent kiosk\n- Coloured cards\n- Text ahead\n- Back door\n- Group At the door: 1, 4\n- Group Before: 2, 3',
    );
    const card = await offered(room, 'ideation');
    await room.quiet();
    expect(room.read(card)).toContain('*Vote?* Dot vote opens in this thread: 3 dots for each of us');
    expect(room.read(card)).toContain('Ideas: 4 are there, and none is chosen yet.');
    expect(room.thread('ideation').map((post) => room.read(post))).not.toContainEqual(expect.stringContaining('Which ones do we take on?'));
    await room.press('maya', 'Confirm', card);
    await room.seen(() => room.thread('ideation').some((post) => labelsOf(post).includes('Close it')), 'the vote');
    await room.press('maya', 'Close it', activityCard(room, 'ideation', 'Dot vote'));
    await room.quiet();
    await talk(room, ['sam', 'shall we vote on these?']);
    expect(offersIn(room, 'ideation')).toHaveLength(1);
  });
});

describe('more voices', () => {
  it('are asked for when all is there and some of the team were not heard in the step; nobody is named', async () => {
    const room = await open();
    for (const name of ['tomas', 'aiko', 'sam'] as const) await room.say(name, 'hello');
    await room.tell('tomas', wholeChallenge);
    await room.quiet();
    expect(offersIn(room)).toEqual([]);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.tell(
      'tomas',
      [
        '- Patients, core, low, high',
        '- Receptionists, direct, medium, high',
        '- Owners, indirect, high, high',
        '- Nurses, core, low, low',
      ].join('\n'),
    );
    const card = await offered(room, 'stakeholder-mapping');
    expect(room.read(card)).toContain('*Invite more voices?*');
    expect(room.read(card)).not.toMatch(/@aiko|@sam/);
    await room.press('maya', 'Confirm', card);
    await room.seen(() => room.whispers().find((whisper) => whisper.to === room.id('sam')), 'a word to Sam');
  });
});
