import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPack } from '../../src/turns/view-pack.ts';
import { close, label, openIdeas, vote } from '../support/dot-vote.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, skipTo, startTogether } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });

function canvasOf(room: Room): string {
  return room.control.canvases().findLast((one) => one.sharedWith.includes(room.channel))?.markdown ?? '';
}

async function endedCanvas(room: Room): Promise<string> {
  await room.type('maya', 'end');
  await room.quiet();
  return canvasOf(room);
}

function addressOf(ts: string): string {
  return `p${ts.replace('.', '')}`;
}

describe('the sources of a pack', () => {
  it('lead to the thread of the step where something was said in a form', async () => {
    const room = await open();
    await begin(room);
    const card = room.card('challenge');
    await room.openForm('aiko', 'Fill in', card);
    expect(
      await room.submit('aiko', { Problem: 'People wait in the rain for a number.', 'Who it is for': 'people with small children' }),
    ).toEqual({});
    const canvas = await endedCanvas(room);
    expect(canvas).toMatch(
      new RegExp(
        `\\*\\*Problem:\\*\\* People wait in the rain for a number\\. — !\\[\\]\\(@\\w+\\) \\[in a form\\]\\(\\S+/${addressOf(card.ts)}\\)\n`,
      ),
    );
    expect(canvas).toContain('2 of 2 lines (100 %) lead back to what somebody said.');
  });

  it('are not counted once their message is deleted, and that is said', async () => {
    const room = await open();
    await begin(room);
    const ts = await room.tell('tomas', 'Problem: People wait in the rain for a number.', 'challenge');
    await room.tell('aiko', 'Who it is for: people with small children', 'challenge');
    await room.quiet();
    await endedCanvas(room);
    await room.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts });
    await room.quiet();
    await room.type('maya', 'canvas');
    await room.quiet();
    const canvas = canvasOf(room);
    expect(canvas).toMatch(
      /\*\*Problem:\*\* People wait in the rain for a number\. — !\[\]\(@\w+\) _\(a message that was deleted since\)_\n/,
    );
    expect(canvas).toContain('1 of 2 lines (50 %) lead back to what somebody said; 1 rests on what was deleted since.');
  });

  it('are those of the host for what the host decided: it is no assumption, and leads to the thread of its step', async () => {
    const room = await open();
    await begin(room);
    await room.tell('aiko', 'Problem: People wait in the rain for a number.', 'challenge');
    await room.type('maya', 'skip we do this with the clinic next week');
    await room.quiet();
    const thread = room.card('challenge').ts;
    const canvas = await endedCanvas(room);
    const log = canvas.slice(canvas.indexOf('# Decision log'));
    expect(log).toMatch(
      new RegExp(
        `Challenge: we do this with the clinic next week \\|.*decided by !\\[\\]\\(@\\w+\\) \\[in the thread\\]\\(\\S+/${addressOf(thread)}\\)`,
      ),
    );
    expect(log).toMatch(/Stakeholders: ended early/);
    expect(log).not.toContain('an assumption');
  });

  it('name who decided in a vote, what was not taken, and ideas that no group has', async () => {
    const room = await openIdeas(scenario);
    await room.tell('aiko', '- Group Nothing said: 1, 2');
    await room.quiet();
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Silent kiosk', 'Silent kiosk', 'Coloured cards');
    await vote(room, 'aiko', 'Silent kiosk', 'Coloured cards');
    await close(room);
    await room.seen(() => room.read(activityCard(room, 'ideation', label)).includes('closed'), 'the result');
    await room.press('maya', 'Take the top 2', activityCard(room, 'ideation', label));
    await room.quiet();
    const canvas = await endedCanvas(room);
    const log = canvas.slice(canvas.indexOf('# Decision log'));
    expect(log).toMatch(
      /\| Silent kiosk \(3 dots\); Coloured cards \(2 dots\) \| Dot vote \(Ideas\) \| 2 of 3 \| maya \| \d+ \w+ \d{4} \| Text ahead \(0 dots\); Back door \(0 dots\) \|/,
    );
    expect(canvas).toMatch(/\*\*Ideas in no group\*\*\n\n- Text ahead — !\[\]\(@\w+\) \[message\]\(\S+\)\n- Back door — /);
    const [json] = (await scenario.app.deps.store.buildPacks((await room.workshop()).workshop.id)).filter(
      (one) => one.formatType === 'json',
    );
    const pack = readPack(json?.content ?? '{}');
    const paths = pack.documents.flatMap((document) =>
      document.sections.flatMap((section) => section.parts.flatMap((part) => part.lines.map((line) => `${document.kind} ${line.path}`))),
    );
    expect(paths.filter((path) => path.startsWith('decisions ')).length).toBe(
      new Set(paths.filter((path) => path.startsWith('decisions '))).size,
    );
  });

  it('say on the card, where it is sorted and in the pack what no real person said', async () => {
    const room = await open();
    await begin(room);
    await skipTo(room, 'user-research');
    await room.tell(
      'tomas',
      '- Q: What happened last time?\n- synthetic: Patients whisper at the desk\n- The phone rings all day\n- They write it down\n- They come early\n- They call before',
    );
    expect(room.read(await room.readBack('user-research'))).toMatch(
      /Patients whisper at the desk.*— @tomas _\(synthetic, not from a real person\)_/,
    );
    await room.press('maya', 'Next step', await room.readBack('user-research'));
    await room.opened('sense-making');
    await room.tell('sam', '- Hiding: 1, 2, 3\n- Planning: 4, 5\n- Pain: being overheard\n- Gain: being understood');
    expect(room.read(await room.readBack('sense-making'))).toContain('Patients whisper at the desk (synthetic)');
    const canvas = await endedCanvas(room);
    expect(canvas).toMatch(
      /Patients whisper at the desk · Heard from: synthetic — \S+ \[message\]\(\S+\) \(synthetic, not from a real person\)/,
    );
    expect(canvas).toContain('1 comes from synthetic research');
  });

  it('name no document that nobody said anything for without saying so', async () => {
    const room = await open();
    await begin(room);
    await room.tell('aiko', 'Problem: People wait in the rain for a number.', 'challenge');
    const canvas = await endedCanvas(room);
    expect(canvas).toContain(
      '**Left out entirely, for nothing was said for it:** Technical outline, User stories, Validation plan, Prototype prompt, Action items',
    );
  });
});
