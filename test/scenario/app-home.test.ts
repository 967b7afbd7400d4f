import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillView, findButton } from '../../scripts/rehearsal/stage.ts';
import type { Block, View } from '../../src/practice/protocol.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = async (members?: Name[], idea?: string) => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await room.start(idea);
  await room.quiet();
  return room;
};
const idOf = (name: Name) => scenario.control.person(name).id;

/** The home as this person sees it once it says so. */
async function home(as: Name, says: RegExp): Promise<View> {
  await scenario.control.openHome({ as: idOf(as) });
  return seen(as, says);
}
const seen = (as: Name, says: RegExp) =>
  scenario.control.waitFor(
    () => {
      const view = scenario.control.homeOf(idOf(as));
      return view && says.test(words(view)) ? view : undefined;
    },
    { timeoutMs: 10_000, why: `${as}'s home to say ${says}` },
  );
const words = (view: View) =>
  view.blocks
    .flatMap((block) => [
      textOf(block.text),
      ...((block.elements as { text?: unknown }[] | undefined) ?? []).map((one) => textOf(one.text ?? one)),
    ])
    .filter(Boolean)
    .join('\n');
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as { text?: string } | undefined)?.text ?? '');

/** The buttons under a workshop's lines. */
function under(view: View, title: string): Block[] {
  const at = view.blocks.findIndex((block) => textOf(block.text).includes(title));
  return view.blocks.slice(at + 1, at + 2);
}
async function press(as: Name, view: View, label: string, title?: string): Promise<void> {
  const button = findButton(title ? under(view, title) : view.blocks, label);
  if (!button) throw new Error(`the home has no “${label}”`);
  const answer = await scenario.control.act({ as: idOf(as), source: { viewId: view.id }, ...button });
  if (!answer.ok) throw new Error(answer.error);
}
async function modal(as: Name): Promise<View> {
  return scenario.control.waitFor(() => scenario.control.viewsOf(idOf(as)).at(-1), { timeoutMs: 10_000, why: 'a form' });
}
async function submit(as: Name, fill: Record<string, string | string[]>): Promise<Record<string, string>> {
  const view = await modal(as);
  const answer = await scenario.control.submitView({ as: idOf(as), viewId: view.id, values: fillView(view, fill) });
  if (!answer.ok) throw new Error(answer.error);
  return answer.errors ?? {};
}
const started = (channel: string) =>
  scenario.control.waitFor(() => scenario.control.messages(channel).find((one) => one.text.startsWith('Step 1 of')), {
    timeoutMs: 10_000,
    why: 'the first step',
  });

describe('the home', () => {
  it('of somebody new says how to begin', async () => {
    const view = await home('tomas', /From a vague idea to a build pack/);
    expect(labelsOf({ blocks: view.blocks } as never)).toContain('Start a workshop');
  });

  it('shows where one takes part, where it stands, and what waits; nothing of others', async () => {
    const room = await open(['maya', 'aiko'], 'A calmer waiting room');
    await room.tell('aiko', 'Problem: everybody hears why you came');
    await room.quiet();
    const maya = words(await home('maya', /A calmer waiting room/));
    expect(maya).toMatch(
      /\*A calmer waiting room\*\n<#C[A-Z0-9]+> · Step 1 of 10, \*Challenge\* · you host it · <http[^|]+\|Open the thread>/,
    );
    expect(maya).toContain('Waits for you');
    expect(maya).toContain('Your answer: What goes wrong today?');
    const aiko = await home('aiko', /A calmer waiting room/);
    expect(words(aiko)).toContain('you take part');
    expect(words(aiko)).toContain('Nothing waits for you.');
    expect(labelsOf({ blocks: under(aiko, 'A calmer waiting room') } as never)).toEqual(['I’m done']);
    expect(words(await home('sam', /Start|begin/))).not.toContain('A calmer waiting room');
  });

  it('escapes what people wrote', async () => {
    await open(['maya'], 'A <b>bold</b> & <!channel> idea');
    const view = await home('maya', /bold/);
    expect(words(view)).not.toContain('<!channel>');
    expect(words(view)).toContain('&lt;b&gt;bold');
  });

  it('is drawn anew when its owner does something elsewhere', async () => {
    const room = await open(['maya', 'tomas'], 'The lost parcels');
    await room.say('tomas', 'Hello');
    await room.quiet();
    await home('tomas', /The lost parcels/);
    await room.type('maya', 'people viewer @tomas');
    await room.type('tomas', 'status');
    await seen('tomas', /The lost parcels[\s\S]*you read along/);
  });

  it('moves a workshop on, and says there what is missing', async () => {
    const room = await open(['maya', 'tomas'], 'The night shift');
    await press('maya', await home('maya', /The night shift/), 'Next step', 'The night shift');
    const asked = await seen('maya', /Challenge is not quite there/);
    await press('maya', asked, 'Move on anyway');
    await room.opened('stakeholder-mapping');
    await seen('maya', /The night shift[\s\S]*Step 2 of 10/);
    expect(room.whispers().filter((one) => /not quite there/.test(one.text))).toEqual([]);
  });

  it('says “I’m done” from afar', async () => {
    const room = await open(['maya', 'tomas'], 'The long form');
    await room.say('tomas', 'Hello');
    await room.quiet();
    await press('tomas', await home('tomas', /The long form/), 'I’m done', 'The long form');
    await seen('tomas', /You are done with Challenge/);
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain('1 of 2 is done');
  });

  it('opens the settings, and shows what they became', async () => {
    const room = await open(['maya', 'tomas'], 'The wrong title');
    await press('maya', await home('maya', /The wrong title/), 'Settings', 'The wrong title');
    expect(await submit('maya', { Title: 'The right title', 'How much I talk': 'Quiet' })).toEqual({});
    await seen('maya', /The right title/);
    expect((await room.workshop()).workshop).toMatchObject({ title: 'The right title', settings: { talk: 'quiet' } });
  });

  it('lets one choose not to be written to', async () => {
    const place = { orgId: 'TPRACTICE1', userId: idOf('aiko') };
    await press('aiko', await home('aiko', /once a day/), 'Don’t write to me');
    const muted = await seen('aiko', /I won't write to you unasked any more/);
    expect(await scenario.app.deps.store.isMuted(place)).toBe(true);
    await press('aiko', muted, 'Write to me');
    await seen('aiko', /I may write to you again/);
    expect(await scenario.app.deps.store.isMuted(place)).toBe(false);
  });
});

describe('a workshop started from the home', () => {
  const channel = (name: string) => scenario.control.channel(name).id;

  it('begins in the channel of one’s choice, at one’s pace', async () => {
    await press('sam', await home('sam', /Start|begin/), 'Start a workshop');
    expect(
      await submit('sam', {
        'What is it about?': 'Fewer missed appointments',
        'In which channel?': channel('harbour-partners'),
        Pace: 'Over days: everybody when they can',
      }),
    ).toEqual({});
    await started(channel('harbour-partners'));
    await seen('sam', /Fewer missed appointments[\s\S]*you host it/);
    const place = { orgId: 'TPRACTICE1', channelId: channel('harbour-partners') };
    expect(await scenario.app.deps.store.listWorkshops(place, ['active'])).toMatchObject([
      { title: 'Fewer missed appointments', settings: { pace: 'async' }, ownerUserId: idOf('sam') },
    ]);
  });

  it('where the bot is not says the line that lets it in, and keeps what was typed', async () => {
    await press('maya', await home('maya', /Start|begin/), 'Start a workshop');
    const fill = { 'What is it about?': 'A kinder queue', 'In which channel?': channel('random') };
    expect(await submit('maya', fill)).toEqual({
      channel: `I am not in that channel yet. Type “/invite @${scenario.control.bot().name}” there, then press Start again. What you typed stays here.`,
    });
    await scenario.control.joinChannel({ as: idOf('maya'), channel: channel('random'), user: scenario.control.bot().id });
    expect(await submit('maya', fill)).toEqual({});
    await started(channel('random'));
  });

  it('beside another one needs a tick', async () => {
    const room = await open(['maya', 'tomas'], 'The first one');
    await press('maya', await home('maya', /The first one/), 'Start a workshop');
    const fill = { 'What is it about?': 'The second one', 'In which channel?': room.channel };
    expect(await submit('maya', fill)).toEqual({ channel: expect.stringContaining('“The first one” is under way there. End it first') });
    expect(await submit('maya', { ...fill, 'If a workshop is under way there': ['Run this one beside it'] })).toEqual({});
    await seen('maya', /The second one/);
    expect(await room.workshops()).toHaveLength(2);
  });

  it.each([['no idea', { 'What is it about?': 'tbd' }, { idea: expect.stringContaining('What should the workshop be about?') }]])(
    'with %s says so under the input',
    async (_, fill, errors) => {
      const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya']);
      await press('maya', await home('maya', /Start|begin/), 'Start a workshop');
      expect(await submit('maya', { ...fill, 'In which channel?': room.channel })).toEqual(errors);
      await scenario.control.closeView({ as: idOf('maya'), viewId: (await modal('maya')).id });
    },
  );

  it('F-19: in a channel that one is not in is refused', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya']);
    await press('tomas', await home('tomas', /Start|begin/), 'Start a workshop');
    expect(await submit('tomas', { 'What is it about?': 'Let me in', 'In which channel?': room.channel })).toEqual({
      channel: 'You are not in that channel. Join it first, then press Start again.',
    });
    expect(await room.workshops()).toEqual([]);
    await scenario.control.closeView({ as: idOf('tomas'), viewId: (await modal('tomas')).id });
  });
});

it('F-19: a forged press at home reaches no workshop of others', async () => {
  const room = await open(['maya', 'aiko'], 'The private one');
  const { workshop } = await room.workshop();
  const view = await home('tomas', /Start|begin/);
  const before = await room.state();
  const value = JSON.stringify({ w: workshop.id, s: 'challenge', e: 0 });
  for (const [action, said] of [
    ['next', value],
    ['done', value],
    ['take-over', workshop.id],
    ['verb-on', JSON.stringify({ w: workshop.id, v: 'end', r: '' })],
  ])
    await scenario.control.sendRaw(
      {
        type: 'block_actions',
        team: { id: 'TPRACTICE1' },
        user: { id: idOf('tomas'), name: 'tomas', username: 'tomas', team_id: 'TPRACTICE1' },
        api_app_id: 'AWORKSHOP1',
        container: { type: 'view', view_id: view.id },
        view: { id: view.id, type: 'home' },
        trigger_id: scenario.control.issueTrigger(idOf('tomas')),
        actions: [
          {
            type: 'button',
            action_id: action,
            block_id: 'b',
            value: said,
            action_ts: '1.000001',
            text: { type: 'plain_text', text: 'Forged' },
          },
        ],
      },
      { kind: 'interactive' },
    );
  await seen('tomas', /I can't find that workshop among yours/);
  expect(await room.state()).toEqual(before);
});
