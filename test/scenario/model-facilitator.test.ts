import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { questionFor } from '../support/room.ts';
import { createStrictModel, finds, hold, onlySays, says } from '../support/strict-model.ts';
import { converse, openModelRoom, proposalIn, proposed, repliesIn, statusesIn } from '../support/strict-model-room.ts';

const model = createStrictModel();
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ model });
});
afterAll(() => scenario.close());
afterEach(() => model.settle());

const open = () => openModelRoom(scenario);
const wholeChallenge = [
  'Problem: people hear why you came',
  'User: patients',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');

describe('a question to the facilitator', () => {
  it('is answered by the model, by name, in the thread, as it is written, and ends with what is written down', async () => {
    const room = await open();
    const [begin, goOn] = [hold(), hold()];
    model.expects(onlySays(begin, 'Good question, ', 'Tomás. The waiting ', goOn, 'room hears it all. Who feels it most?'));
    await room.say('tomas', '@pilot what do you think?');
    await begin.reached;
    await room.seen(() => statusesIn(room).length > 0, 'the status');
    expect(statusesIn(room)).toEqual(['is thinking…']);
    expect(repliesIn(room)).toEqual([]);

    begin.open();
    await goOn.reached;
    const begun = await room.seen(() => repliesIn(room)[0], 'the first words');
    expect([room.read(begun).trim(), begun.streaming]).toEqual(['Good question, Tomás.', true]);
    expect(statusesIn(room)).toEqual([]);
    const [stream] = scenario.control.calls('chat.startStream').filter((call) => call.args.channel === room.channel);
    expect(stream?.args).toMatchObject({ recipient_user_id: room.id('tomas'), thread_ts: room.card('challenge').ts });

    goOn.open();
    await room.quiet();
    const replies = repliesIn(room);
    expect(replies.map((one) => [one.ts, one.streaming ?? false, room.read(one)])).toEqual([
      [
        begun.ts,
        false,
        'Good question, Tomás. The waiting room hears it all. Who feels it most?\n\n_Nothing is written down yet. Open: what goes wrong today._',
      ],
    ]);
    expect([room.whispers(), statusesIn(room), proposalIn(room)]).toEqual([[], [], undefined]);
    for (const prompt of model.prompts) expect(prompt.material).toContain('A better check-in for small clinics');
    const log = await room.deps.store.recentMessages((await room.step('challenge')).contextId, 10);
    expect(log.at(-1)).toMatchObject({ role: 'assistant', slackTs: begun.ts, content: expect.stringContaining('Who feels it most?') });
  });

  it('that comes while the model thinks is answered after it, and what is given meanwhile is taken in at once', async () => {
    const room = await open();
    const thinking = hold();
    model.expects(onlySays(thinking, 'One thing at a time, Tomás.'));
    model.expects(onlySays('And you are right, Sam.'));
    await room.say('tomas', '@pilot what do you think?');
    await thinking.reached;
    await room.tell('aiko', wholeChallenge);
    await room.say('sam', '@pilot are we done?');
    await room.control.whenDelivered();
    expect(repliesIn(room)).toEqual([]);
    thinking.open();
    await room.quiet();
    expect(repliesIn(room).map((one) => room.read(one).split('\n')[0])).toEqual(['One thing at a time, Tomás.', 'And you are right, Sam.']);
    expect(model.prompts.at(-1)?.text).toContain('are we done?');
  });
});

describe('something that the facilitator does not understand', () => {
  it('gets a reply and a proposal instead of a whisper; the card shows the difference and whose words it is', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: Everybody hears why you came');
    model.expects(
      says('Thank you, Aiko. Is that the same trouble?'),
      finds((prompt) => ({
        fields: [
          {
            field: 'problemStatement',
            value: 'Nobody knows where to stand',
            evidence: [prompt.numberOf('Nobody knows')],
            quote: 'where to stand',
          },
        ],
      })),
    );
    const reply = await converse(room, 'aiko', '@pilot Nobody knows where to stand');
    expect(room.read(reply)).toContain('Written down: Problem. Open: who it is for. One line waits for your yes');
    expect(room.whispers()).toEqual([]);
    expect(room.read(await proposed(room))).toBe(
      [
        ':memo: *I heard something that belongs here. Write it down?*',
        '_Problem_ *~* ~Everybody hears why you came~ → Nobody knows where to stand — @aiko',
        '> “where to stand”',
        'Anybody who takes part can decide. Nothing is written down before that.',
      ].join('\n'),
    );
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'Everybody hears why you came' });
  });

  it('is answered once: no second question follows before somebody has spoken again', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: Everybody hears why you came');
    model.expects(onlySays('Thank you, Aiko. Is that the same trouble?'));
    await converse(room, 'aiko', '@pilot Nobody knows where to stand');
    expect(repliesIn(room)).toHaveLength(1);
  });
});

describe('people who talk to each other', () => {
  it('are not spoken to; after a lull what they said is proposed, and looked at once only', async () => {
    const room = await open();
    model.expects(
      finds((prompt) => ({
        fields: [
          { field: 'targetUser', value: 'patients of small clinics', evidence: [prompt.numberOf('patients of small')], quote: null },
        ],
      })),
    );
    await room.say('tomas', 'morning!');
    await room.say('aiko', 'I keep thinking of the patients of small clinics');
    await room.say('sam', 'yes, those');
    const card = await proposed(room);
    expect(room.read(card)).toContain('_Who it is for_ *+* patients of small clinics — @aiko');
    await room.say('maya', 'coffee?');
    await room.quiet();
    expect([repliesIn(room), room.whispers(), await room.draft('challenge'), statusesIn(room)]).toEqual([[], [], {}, []]);
    expect(scenario.control.calls('chat.startStream').filter((call) => call.args.channel === room.channel)).toEqual([]);
  });

  it('and who give an answer on purpose cost no call', async () => {
    const room = await open();
    await room.tell('tomas', wholeChallenge);
    await room.readBack('challenge');
    await room.quiet();
    expect(model.prompts).toEqual([]);
  });

  it('cost no call in guided mode, whatever they ask', async () => {
    const room = await open();
    await room.openForm('maya', 'Settings', room.hub());
    expect(await room.submit('maya', { 'Who asks and answers': 'Fixed questions, no language model' })).toEqual({});
    const reply = await converse(room, 'tomas', '@pilot what do you think?');
    expect(room.read(reply)).toContain(questionFor('challenge', 'problemStatement'));
    for (const text of ['well', 'I keep thinking of the patients', 'me too', 'and the nurses']) await room.say('sam', text);
    await room.quiet();
    expect(model.prompts).toEqual([]);
    expect(proposalIn(room)).toBeUndefined();
  });
});

describe('after a lull', () => {
  it('the model asks what is open, no oftener than the guided facilitator would', async () => {
    const room = await open();
    model.expects(onlySays('That is a good start. Who feels it most?'));
    await room.tell('tomas', 'Problem: Everybody hears why you came');
    await room.seen(() => repliesIn(room).length === 1, 'the first follow-up');
    await room.quiet();
    expect(model.prompts.at(-1)?.text).toMatch(/The thread has been quiet for a while[\s\S]*Who feels it most\?/);
    model.expects(onlySays('Patients, yes. What would be different for them?'));
    await room.tell('aiko', 'User: patients');
    await room.seen(() => repliesIn(room).length === 2, 'the second follow-up');
    await room.quiet();
    // The third is made of their own words, with a button: nobody has to think about it.
    await room.tell('sam', 'Outcome: they arrive unheard');
    await room.seen(() => repliesIn(room).length === 3, 'the suggestion');
    await room.quiet();
    expect(room.read(repliesIn(room)[2])).toContain('Use it, or say it better');
    await room.tell('tomas', 'Concern: not every clinic has a desk');
    await room.quiet();
    expect(repliesIn(room)).toHaveLength(3);
    expect((await room.step('challenge')).followUps).toBe(3);
  });
});
