/**
 * A process for kill tests: stores messages in the directory given, and prints the id of each one after its commit.
 * `node --import tsx test/support/write-until-killed.ts pglite:DIR`
 */
import { projectArtifact } from '../../src/context/project-artifact.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { holdTemplates } from '../../src/templates/hold-templates.ts';
import { designThinking } from '../../src/workshop/steps.ts';

const [url = ''] = process.argv.slice(2);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const store = await createStore({
  database: await openDatabase(url),
  queue: { enqueueTurn: async () => undefined, enqueueWakeUp: async () => undefined },
  clock: { now: () => new Date() },
  log: silent,
  templates: holdTemplates([designThinking]),
  countTokens: (text) => text.length,
  tokenizer: 'characters',
  projectArtifact,
  termsOf,
});
const place = { orgId: 'T1', channelId: 'CKILL' };
const id = await store.createWorkshop(
  { ...place, ownerUserId: 'UHOST', title: 't', originalIdea: 'i', pace: 'live', now: new Date() },
  async (tx) => tx.workshop.id,
);
for (let n = 0; ; n++) {
  const message = await store.inWorkshop(id, async (tx) => {
    const { contextId } = await tx.step('challenge');
    await tx.post({ kind: 'whisper', userId: 'UHOST', stepId: null, text: [{ ours: `${n}` }] });
    return tx.appendMessage({ contextId, role: 'user', content: `message ${n}`, userId: 'UHOST', slackTs: null, createdAt: new Date() });
  });
  process.stdout.write(`${message?.id}\n`);
}
