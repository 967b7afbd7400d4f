import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { playWorkshop } from '../../scripts/rehearsal/play-workshop.ts';
import { type RehearsalScript, readScript, withoutChatter } from '../../scripts/rehearsal/script-format.ts';
import type { Message } from '../../src/practice/protocol.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { openScenario, type Scenario, type ScenarioOptions } from '../support/open-scenario.ts';

const script = (name: string) => readScript(fileURLToPath(new URL(`../../scripts/rehearsal/${name}.yaml`, import.meta.url)));

let scenario: Scenario | undefined;
afterEach(async () => {
  await scenario?.close();
  scenario = undefined;
});

function isOfFork({ stage }: Scenario, post: Message): boolean {
  const fork = stage.stepCards('ideation')[1];
  return post.ts === fork?.ts || post.threadTs === fork?.ts || post.text.startsWith('Workshop “What if');
}

async function play(written: RehearsalScript, options: ScenarioOptions = {}) {
  scenario = await openScenario(options);
  await playWorkshop(scenario.stage, written);
  const { orgId, channelId } = { orgId: scenario.control.snapshot(scenario.maya).team.id, channelId: scenario.stage.channel };
  const found = await scenario.app.deps.store.listWorkshops({ orgId, channelId }, ['active', 'completed']);
  const workshop = found.find((one) => !one.parentId);
  if (!workshop) throw new Error('there is no workshop');
  const loaded = await scenario.app.deps.store.loadWorkshop(workshop.id);
  return {
    scenario,
    loaded,
    errors: scenario.stage.errors,
    artifacts: Object.fromEntries(loaded.artifacts.map((one) => [one.stepId, one.artifact])),
  };
}

type Played = Awaited<ReturnType<typeof play>>;
let whole: Played['artifacts'] | undefined;

/** What the clinic's workshop comes to, played at most once for this. */
async function artifactsOfClinic(): Promise<Played['artifacts']> {
  if (whole) return whole;
  const played = await play(script('clinic'));
  await played.scenario.close();
  return played.artifacts;
}

describe('a whole workshop', () => {
  it.each(['socket', 'http'] as const)('goes from a vague idea to a canvas over %s, with everybody heard', async (transport) => {
    const { loaded, errors, artifacts, scenario: played } = await play(script('clinic'), { transport });
    expect(errors).toEqual([]);
    whole = artifacts;
    expect(loaded.workshop.status).toBe('completed');
    expect(loaded.steps.map((step) => [step.stepId, step.status, step.gaps])).toEqual(designThinking.ids.map((id) => [id, 'complete', []]));
    const voices = loaded.artifacts.map((one) => new Set(Object.values(one.provenance).flatMap((entry) => entry.userIds)).size);
    expect(voices.filter((count) => count >= 3).length).toBeGreaterThanOrEqual(8);
    expect(played.control.canvases()[0]?.markdown).toContain('Quiet Desk Card');
    // A fork is a workshop of its own: its hub, card, opening, read-back and comparison are not counted.
    const ofFork = played.stage.botPosts().filter((post) => isOfFork(played, post));
    expect(ofFork).toHaveLength(5);
    expect(played.stage.botPosts().length - ofFork.length).toBeLessThanOrEqual(48);
  });

  it('has the same result without its small talk', async () => {
    const expected = await artifactsOfClinic();
    const bare = await play(withoutChatter(script('clinic')));
    expect(bare.errors).toEqual([]);
    expect(bare.artifacts).toEqual(expected);
  });

  it('comes out complete in other words and another order', async () => {
    const { loaded, errors } = await play(script('clinic-other-words'));
    expect(errors).toEqual([]);
    expect(loaded.steps.filter((step) => step.status === 'complete')).toHaveLength(designThinking.ids.length);
  });

  it('does not see a 📌 once the app may not read reactions', async () => {
    const opening = { ...script('clinic'), steps: { ...script('clinic').steps } };
    scenario = await openScenario({ before: (practice) => practice.control.withoutScope('reactions:read') });
    const { stage, control, maya, tomas } = scenario;
    await stage.command(maya, `start ${opening.idea}`, () => stage.stepCard('challenge'));
    const card = await stage.waitForStep('challenge');
    const ts = await stage.say(tomas, 'How might we help patients check in unheard?', card.ts);
    await control.addReaction({ as: maya, channel: stage.channel, ts, name: 'pushpin' });
    await control.whenDelivered();
    const answered = await stage.say(tomas, '@pilot The problem is that everybody hears everything', card.ts);
    expect(await stage.settle(() => stage.isAcknowledged(card.ts, answered), 10_000)).toBe(true);
    expect(stage.isAcknowledged(card.ts, ts)).toBe(false);
  });
});
