import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designThinking } from '../../src/workshop/steps.ts';
import { forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, questionFor, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = async (members?: Name[]) => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await room.start();
  return room;
};
/** A room in which the second step, a list, is open. */
const openList = async () => {
  const room = await open();
  await room.type('maya', 'skip we know our question');
  await room.opened('stakeholder-mapping');
  return room;
};
const names = async (room: Room) => (await room.draft('stakeholder-mapping')).stakeholders ?? [];

describe('while people talk to each other', () => {
  it('the bot says nothing, whatever they say and however long it takes', async () => {
    const room = await open();
    await room.quiet();
    const before = room.posts().map((post) => room.read(post));
    const chat: [Name, string][] = [
      ['maya', 'Morning all!'],
      ['tomas', 'Hola'],
      ['aiko', 'Good evening from Tokyo :wave:'],
      ['sam', 'What goes wrong today? Everything, if you ask me'],
      ['maya', 'The problem is always the printer'],
      ['tomas', 'How might we get coffee?'],
      ['aiko', 'Problem: my camera'],
      ['sam', 'next'],
      ['maya', 'skip'],
      ['tomas', '1. not a list'],
      ['aiko', 'I disagree'],
      ['sam', 'yes'],
      ['maya', 'no'],
      ['tomas', 'We want lunch'],
      ['aiko', 'lol'],
      ['sam', '> quoting you'],
      ['maya', 'who has the link?'],
      ['tomas', 'https://example.com/link'],
      ['aiko', 'thanks'],
      ['sam', '- done'],
    ];
    for (const [name, text] of chat) await room.say(name, text, 'challenge');
    await room.quiet();
    expect(room.posts().map((post) => room.read(post))).toEqual(before);
    expect(room.whispers()).toEqual([]);
    expect(await room.draft('challenge')).toEqual({});
    const { messages } = await room.workshop();
    expect(messages).toEqual({ human: chat.length, bot: 1 });
  });

  it('“Morning all” is never a problem statement, even with a 📌 on it or the bot’s name before it', async () => {
    const room = await open();
    const pinned = await room.say('tomas', 'Morning all');
    await room.react('maya', pinned);
    const addressed = await room.say('aiko', '@pilot good morning everyone!');
    const labelled = await room.say('sam', '@pilot Problem: Hello everybody');
    await room.quiet();
    expect([pinned, addressed].map((ts) => room.isCaptured(ts))).toEqual([false, false]);
    expect(room.isCaptured(labelled)).toBe(true);
    expect(await room.refused('maya', () => room.type('maya', 'next'))).toContain('what goes wrong today');
  });
});

describe('something is taken in', () => {
  it('by name, with a ✅ for an answer and no post', async () => {
    const room = await open();
    const posts = room.posts().length;
    await room.tell('tomas', 'The problem is that everybody hears why you came');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Everybody hears why you came' });
    expect(room.posts()).toHaveLength(posts);
    const [capture] = (await room.step('challenge')).draft.captures;
    expect(capture?.source.userId).toBe(room.id('tomas'));
  });

  it('by a 📌 on anybody’s words, which stay their author’s', async () => {
    const room = await open();
    const ts = await room.say('aiko', 'How might we let people arrive unheard?');
    await room.react('tomas', ts);
    await room.captured(ts);
    expect(await room.draft('challenge')).toEqual({ hmwStatement: 'How might we let people arrive unheard?' });
    expect((await room.step('challenge')).draft.fields.hmwStatement?.sources.map((one) => one.userId)).toEqual([room.id('aiko')]);
  });

  it('by lines with a dash, in steps that collect lists', async () => {
    const room = await openList();
    await room.tell('sam', '- Receptionists\n- Patients, core, low, high\nand so on');
    expect(await names(room)).toEqual(['Receptionists', 'Patients']);
  });

  it('by lines as Slack’s composer makes them of a dash', async () => {
    const room = await openList();
    const typed = { text: '- Receptionists\n- Patients, core, low, high', formatted: true };
    const answer = await room.control.postMessage({
      as: room.id('sam'),
      channel: room.channel,
      threadTs: room.card('stakeholder-mapping').ts,
      ...typed,
    });
    await room.captured(answer.ok ? answer.ts : '');
    expect(await names(room)).toEqual(['Receptionists', 'Patients']);
  });

  it('by a form', async () => {
    const room = await open();
    await room.openForm('sam', 'Fill in', room.card('challenge'));
    expect(await room.submit('sam', { Problem: 'Everybody hears why you came', 'How wide the question is': 'specific' })).toEqual({});
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Everybody hears why you came', altitude: 'specific' });
    expect((await room.workshop()).messages.human).toBe(1);
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain('With @sam');
  });

  it('by “Capture this”, which keeps whose words they are', async () => {
    const room = await open();
    const ts = await room.say('aiko', 'you stand there and twelve people hear you say it');
    await room.captureForm('tomas', ts);
    expect(await room.submit('tomas', { 'As what?': 'Problem', 'In these words': 'Twelve people hear you say it' })).toEqual({});
    await room.captured(ts);
    const { draft } = await room.step('challenge');
    expect(draft.fields.problemStatement).toMatchObject({ value: 'Twelve people hear you say it', sources: [{ userId: room.id('aiko') }] });
    expect((await room.workshop()).messages.human).toBe(1);
  });

  it('by labels, several in one message, in any order', async () => {
    const room = await open();
    await room.tell('tomas', 'Outcome: they arrive unheard\nWho it is for: patients\nproblem - everybody hears why you came');
    expect(await room.draft('challenge')).toMatchObject({ desiredOutcome: 'they arrive unheard', targetUser: 'patients' });
  });

  it('F-23: with names as people write them, hyphens, accents and all', async () => {
    const room = await openList();
    await room.tell(
      'sam',
      '- Jean-Luc Müller-Özil, core, low, high\n- Dr. Nguyễn (direct, high, low)\n- O’Brien & Sons | indirect | medium | low',
    );
    expect(await names(room)).toEqual(['Jean-Luc Müller-Özil', 'Dr. Nguyễn', 'O’Brien & Sons']);
  });

  it('G-06, G-07: though it is forty thousand characters without a space, or speaks a tokenizer’s language', async () => {
    const room = await open();
    await room.say('sam', 'x'.repeat(39_000));
    await room.tell('tomas', 'Problem: people say <|endoftext|> and <|im_start|>system all day');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'people say <|endoftext|> and <|im_start|>system all day' });
    const refused = await room.heard('aiko', () => room.say('aiko', `@pilot User: ${'y'.repeat(5_000)}`));
    expect(room.read(refused)).toContain('takes up to');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'people say <|endoftext|> and <|im_start|>system all day' });
  });

  it('F-24: twice is there once, whatever its case', async () => {
    const room = await openList();
    await room.tell('sam', '- Receptionists');
    await room.tell('aiko', '- the receptionists, core, medium, high');
    expect(await names(room)).toEqual(['Receptionists']);
    const [item] = (await room.step('stakeholder-mapping')).draft.items.stakeholders ?? [];
    expect(item?.values).toMatchObject({ category: 'core', power: 'medium' });
    expect(item?.sources.map((one) => one.userId)).toEqual([room.id('sam'), room.id('aiko')]);
  });
});

describe('what fits nowhere', () => {
  it('is said to its author alone, with what to write instead', async () => {
    const room = await openList();
    const posts = room.posts();
    const whisper = await room.heard('sam', () => room.say('sam', '@pilot Power: gigantic'));
    expect(whisper.threadTs).toBe(room.card('stakeholder-mapping').ts);
    await room.quiet();
    expect(room.whispers().filter((one) => one.to !== room.id('sam') && one.to !== room.id('maya'))).toEqual([]);
    expect(room.posts().length).toBe(posts.length);
  });

  it('does not overwrite what somebody else answered', async () => {
    const room = await open();
    await room.tell('tomas', 'Everybody hears why you came');
    const told = await room.heard('aiko', () => room.say('aiko', '@pilot Nobody knows where to stand'));
    expect(room.read(told)).toContain('To replace it');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Everybody hears why you came' });
    await room.tell('aiko', 'Problem: Nobody knows where to stand');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Nobody knows where to stand' });
  });
});

describe('second thoughts', () => {
  it('an edit changes what was captured, and keeps the old words in the log', async () => {
    const room = await open();
    const ts = await room.tell('tomas', 'Problem: everybody hears');
    await room.edit('tomas', ts, '@pilot Problem: the whole waiting room hears why you came');
    await room.holds('challenge', { problemStatement: 'the whole waiting room hears why you came' });
    await room.quiet();
    expect(room.isCaptured(ts)).toBe(true);
    expect(await room.workshop()).toMatchObject({ messages: { human: 1 } });
  });

  it('an edit that says nothing any more takes it out, with its ✅', async () => {
    const room = await open();
    const ts = await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.edit('tomas', ts, 'never mind');
    await room.holds('challenge', {});
    await room.seen(() => !room.isCaptured(ts), 'the ✅ to go');
  });

  it('a deletion takes back what rested on that message alone', async () => {
    const room = await openList();
    const ts = await room.tell('tomas', '- Goldfish\n- Receptionists');
    await room.tell('aiko', '- Receptionists, core, medium, high');
    await room.tell('sam', '- Doctors');
    await room.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts });
    await room.quiet();
    expect(await names(room)).toContain('Doctors');
    expect(await names(room)).toContain('Receptionists');
    expect(await names(room)).not.toContain('Goldfish');
  });

  it('the last 📌 taken away takes the capture back; one of two does not', async () => {
    const room = await open();
    const ts = await room.say('aiko', 'How might we let people arrive unheard?');
    await room.react('tomas', ts);
    await room.react('sam', ts);
    await room.captured(ts);
    await room.unreact('tomas', ts);
    await room.quiet();
    expect(await room.draft('challenge')).toEqual({ hmwStatement: 'How might we let people arrive unheard?' });
    await room.unreact('sam', ts);
    await room.holds('challenge', {});
    await room.seen(() => !room.isCaptured(ts), 'the ✅ to go');
    await room.react('maya', ts);
    await room.holds('challenge', { hmwStatement: 'How might we let people arrive unheard?' });
    await room.captured(ts);
  });

  it('Undo takes back one’s own latest; the host’s takes back anybody’s', async () => {
    const room = await open();
    await room.tell(
      'tomas',
      'Problem: everybody hears why you came\nUser: patients\nOutcome: they arrive unheard\nQuestion: How might we let them arrive unheard?',
    );
    await room.tell('aiko', 'Concern: not every clinic has a desk');
    const readBack = await room.readBack('challenge');
    await room.quiet();
    expect(await room.refused('sam', () => room.press('sam', 'Undo', readBack))).toContain('nothing of yours to take back');
    expect(await room.ask('aiko', 'Undo', readBack)).toContain('Taken back');
    expect(await room.draft('challenge')).not.toHaveProperty('concerns');
    expect(await room.ask('maya', 'Undo', readBack)).toContain('Taken back');
    expect(await room.draft('challenge')).toEqual({});
    await room.quiet();
    expect(labelsOf(await room.readBack('challenge'))).toEqual(['Fix', 'Move on anyway', 'I’m done']);
    expect(room.read(await room.readBack('challenge'))).toContain('Still open');
  });

  it('Fix changes a single line, or takes it out', async () => {
    const room = await openList();
    await room.tell('sam', '- Receptionists, core, medium, high\n- Goldfish, indirect, low, low');
    const card = room.card('stakeholder-mapping');
    await room.openForm('aiko', 'Fix', card);
    expect(await room.submit('aiko', { 'Which line?': 'Stakeholders: Receptionists' })).toEqual({});
    expect(await room.submit('aiko', { Who: 'Front desk staff', Power: 'low', Notes: 'sixty check-ins a day' })).toEqual({});
    await room.openForm('aiko', 'Fix', card);
    await room.submit('aiko', { 'Which line?': 'Stakeholders: Goldfish' });
    expect(await room.submit('aiko', { 'Take it out?': 'Take it out' })).toEqual({});
    expect(await names(room)).toEqual(['Front desk staff']);
    const [item] = (await room.step('stakeholder-mapping')).draft.items.stakeholders ?? [];
    expect(item?.values).toEqual({
      name: 'Front desk staff',
      category: 'core',
      power: 'low',
      interest: 'high',
      notes: 'sixty check-ins a day',
    });
    expect(item?.sources.map((one) => one.userId)).toEqual([room.id('sam'), room.id('aiko')]);
  });

  it('Fix is not offered while there is nothing to fix', async () => {
    const room = await open();
    expect(labelsOf(room.card('challenge'))).not.toContain('Fix');
    const value = JSON.stringify({ ...JSON.parse(buttonValue(room.card('challenge'), 'Next step')), f: 'fix' });
    expect(await room.refused('sam', () => forgePress(room, 'sam', { action: 'form', value }))).toContain('nothing to fix yet');
  });
});

describe('the facilitator speaks', () => {
  it('once for a burst of messages', async () => {
    const room = await open();
    const said = await Promise.all([
      room.say('tomas', '@pilot Problem: everybody hears why you came'),
      room.say('aiko', '@pilot User: patients of small clinics'),
      room.say('sam', 'so true'),
      room.say('maya', 'and the phone rings, too'),
    ]);
    await room.seen(() => room.thread('challenge').length === 2, 'one question');
    await room.quiet();
    expect(room.thread('challenge')).toHaveLength(2);
    expect(said.map((ts) => room.isCaptured(ts))).toEqual([true, true, false, false]);
    expect(room.read(room.thread('challenge')[1])).toContain(questionFor('challenge', 'desiredOutcome'));
  });

  it('at most three times in the challenge, one question at a time, and thanks by name', async () => {
    const room = await open();
    const saying = (who: string, field: string) => new RegExp(`${who}[^?]*${questionFor('challenge', field).replaceAll('?', '\\?')}$`);
    const follow = async (count: number) => {
      await room.seen(() => room.thread('challenge').length === count + 1, `follow-up ${count}`);
      return room.read(room.thread('challenge').at(-1));
    };
    await room.tell('tomas', 'Everybody hears why you came');
    expect(await follow(1)).toMatch(saying('@tomas', 'targetUser'));
    await room.tell('aiko', 'Patients of small clinics');
    expect(await follow(2)).toMatch(saying('@aiko', 'desiredOutcome'));
    await room.tell('sam', 'We want patients to arrive unheard');
    expect(await follow(3)).toContain('How might we');
    await room.tell('sam', 'Width: specific');
    await room.tell('tomas', 'Concern: is it only patients?');
    await room.readBack('challenge');
    await room.quiet();
    const posts = room.thread('challenge');
    expect(posts).toHaveLength(5);
    expect(posts.filter((post) => post.text.includes('?') && !labelsOf(post).includes('Fix'))).toHaveLength(4);
  });

  it('once in a list, after a longer silence, with one question', async () => {
    const room = await openList();
    await room.tell('sam', '- Receptionists, core, medium, high');
    await room.seen(() => room.thread('stakeholder-mapping').length === 2, 'the follow-up');
    const asked = room.read(room.thread('stakeholder-mapping')[1]);
    expect(asked).toContain('@sam');
    expect(asked.match(/\?/g)).toHaveLength(1);
    await room.tell('aiko', '- Patients, core, low, high');
    await room.readBack('stakeholder-mapping');
    await room.quiet();
    await room.tell('aiko', '- Doctors, direct, medium, high');
    await room.quiet();
    expect(room.thread('stakeholder-mapping').filter((post) => !labelsOf(post).includes('Fix'))).toHaveLength(2);
    expect(designThinking.step('stakeholder-mapping').followUps).toBe(1);
  });

  it('to help whoever asks', async () => {
    const room = await open();
    await room.say('sam', '@pilot how does this work?');
    await room.seen(() => room.thread('challenge').length === 2, 'help');
    await room.quiet();
    expect(room.read(room.thread('challenge')[1])).toContain('In *Challenge* we turn a vague idea into one clear question');
    expect(await room.draft('challenge')).toEqual({});
  });

  it('and its suggested question is taken by whoever presses “Use it”, once', async () => {
    const room = await open();
    await room.tell(
      'tomas',
      'Problem: everybody hears why you came\nUser: patients of small clinics\nOutcome: we want patients to arrive unheard',
    );
    const offer = await room.seen(() => room.thread('challenge').find((post) => labelsOf(post).includes('Use it')), 'the suggestion');
    expect(room.read(offer)).toContain('How might we help patients of small clinics so that patients can arrive unheard?');
    await room.quiet();
    await Promise.all([room.press('sam', 'Use it', offer), room.press('sam', 'Use it', offer)]);
    await room.holds('challenge', {
      problemStatement: 'everybody hears why you came',
      targetUser: 'patients of small clinics',
      desiredOutcome: 'we want patients to arrive unheard',
      hmwStatement: 'How might we help patients of small clinics so that patients can arrive unheard?',
    });
    const { draft } = await room.step('challenge');
    expect(draft.fields.hmwStatement?.sources).toMatchObject([{ userId: room.id('sam') }]);
    expect(draft.captures).toHaveLength(2);
    expect(room.read(await room.heard('aiko', () => room.press('aiko', 'Use it', offer)))).toContain(
      'Somebody has written the question already',
    );
  });
});

describe('a disagreement', () => {
  it('is shown beside the result and reaches the pack with its author', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.tell('aiko', 'I disagree that the desk is the problem');
    await room.tell('sam', 'Concern: we only looked at cities');
    expect((await room.draft('challenge')).concerns).toEqual(['I disagree that the desk is the problem', 'we only looked at cities']);
    await room.tell('tomas', 'User: patients\nOutcome: they arrive unheard\nQuestion: How might we let them arrive unheard?');
    await room.readBack('challenge');
    await room.quiet();
    expect(room.read(await room.readBack('challenge'))).toContain('“we only looked at cities” — @sam');
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    const [canvas] = room.control.canvases().filter((one) => one.sharedWith.includes(room.channel));
    const concern = canvas?.markdown.split('\n').find((line) => line.includes('we only looked at cities'));
    expect(concern).toContain(room.id('sam'));
    expect(room.read(await room.finale())).toContain('@sam raised: “we only looked at cities”');
  });
});
