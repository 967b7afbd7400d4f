import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../../scripts/rehearsal/judge.ts';
import { playWorkshop } from '../../scripts/rehearsal/play-workshop.ts';
import { readScript } from '../../scripts/rehearsal/script-format.ts';
import { createScriptedModel } from '../../scripts/rehearsal/scripted-model.ts';
import type { ModelErrorKind } from '../../src/ports/model.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';

const clinic = readScript(fileURLToPath(new URL('../../scripts/rehearsal/clinic.yaml', import.meta.url)));
const maxPosts = 48;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'with-model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Plays the clinic’s workshop with a model that is away while `trouble` says so, and judges what is stored afterwards. */
async function play(trouble: (scenario: Scenario) => ModelErrorKind | undefined = () => undefined) {
  let scenario: Scenario | undefined;
  const model = createScriptedModel({ trouble: () => scenario && trouble(scenario) });
  const databaseUrl = `pglite:${join(folder, 'pg')}`;
  scenario = await openScenario({ model, env: { DATABASE_URL: databaseUrl } });
  try {
    await playWorkshop(scenario.stage, clinic, { withModel: true });
    await scenario.control.whenDelivered({ timeoutMs: 20_000 });
    const posts = scenario.stage.botPosts();
    const { id } = scenario.control.snapshot(scenario.maya).team;
    await scenario.app.stop();
    const verdict = await judge(databaseUrl, id, scenario.stage, { mustComplete: true, markedCaptures: true });
    const { stage } = scenario;
    /** Steps in whose thread a model has spoken. */
    const spokenIn = designThinking.ids.filter((id) =>
      posts.some((post) => post.threadTs === stage.stepCard(id)?.ts && post.metadata?.event_payload.model),
    );
    const fork = stage.stepCards('ideation')[1]?.ts;
    const ofFork = posts.filter((post) => [post.ts, post.threadTs].includes(fork) || post.text.startsWith('Workshop “What if'));
    return { posts, ofFork, verdict, spokenIn, streaming: posts.filter((post) => post.streaming) };
  } finally {
    await scenario.close();
  }
}

describe('a whole workshop with a model', () => {
  it('comes to its end in all ten steps, linked to what people said, without talking too much', async () => {
    const { verdict, posts, ofFork, spokenIn, streaming } = await play();
    expect(verdict.errors).toEqual([]);
    expect(verdict.steps.map((step) => [step.id, step.status, step.gaps])).toEqual(designThinking.ids.map((id) => [id, 'complete', []]));
    expect(verdict.lines.linked / verdict.lines.total).toBeGreaterThanOrEqual(0.9);
    expect(verdict.lines.broken).toEqual([]);
    expect(spokenIn).toEqual(designThinking.ids);
    expect([verdict.duplicatePosts, streaming]).toEqual([0, []]);
    // What the host asked it herself, once a step, is not counted, nor is the fork, which is a workshop of its own.
    const own = posts.filter((post) => !ofFork.includes(post));
    const toHost = own.filter((post) => post.text.startsWith('Thank you, maya'));
    const asked = [...new Map(toHost.toReversed().map((post) => [post.threadTs, post])).values()];
    expect(asked).toHaveLength(designThinking.ids.length);
    const unasked = own.filter((post) => !asked.includes(post));
    const kinds = unasked.map((post) => `${post.threadTs ? 'thread' : 'channel'}: ${post.text.slice(0, 90)}`);
    expect(kinds.length, kinds.join('\n')).toBeLessThanOrEqual(maxPosts);
  });

  it('comes to its end as well when the model dies in step 4 and is back in step 6; that it is away is said once', async () => {
    const away = designThinking.ids.slice(3, 5);
    const { verdict, posts, spokenIn } = await play(({ stage }) => {
      const open = designThinking.ids.findLast((id) => stage.stepCard(id));
      return open && (away as readonly string[]).includes(open) ? 'unavailable' : undefined;
    });
    expect(verdict.errors).toEqual([]);
    expect(verdict.steps.map((step) => [step.id, step.status, step.gaps])).toEqual(designThinking.ids.map((id) => [id, 'complete', []]));
    expect(posts.filter((post) => post.text.includes('My language model is not answering'))).toHaveLength(1);
    expect(spokenIn).toEqual(designThinking.ids.filter((id) => !(away as readonly string[]).includes(id)));
    expect(verdict.lines.linked / verdict.lines.total).toBeGreaterThanOrEqual(0.9);
  });
});
