import { parseArgs } from 'node:util';
import type { Model } from '../src/ports/model.ts';
import { createLogger } from '../src/process.ts';
import { isStepId } from '../src/workshop/ids.ts';
import { outlineArtifact } from '../src/workshop/outline.ts';
import { stepDefinition } from '../src/workshop/steps.ts';
import { judge, type Verdict } from './rehearsal/judge.ts';
import { openChannel, openPractice, rehearsalEnvironment, startBot, type Transport } from './rehearsal/open-house.ts';
import { playWorkshop } from './rehearsal/play-workshop.ts';
import { readMeetings, replayMeetings } from './rehearsal/replay-meetings.ts';
import { type RehearsalScript, readScript, withoutChatter } from './rehearsal/script-format.ts';
import { createScriptedModel } from './rehearsal/scripted-model.ts';

const usage = `npm run rehearse -- [--script FILE] [--no-chatter] [--replay FILE.jsonl] [--transport socket|http] [--database URL] [--model scripted] [--json]`;
const everybody = ['maya', 'tomas', 'aiko', 'sam'];
const patienceMs = 30_000;

/** Plays a workshop in a practice workspace, over a real connection, and checks what is stored and posted. Exit 1 when a check failed. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      script: { type: 'string', default: new URL('./rehearsal/clinic.yaml', import.meta.url).pathname },
      'no-chatter': { type: 'boolean', default: false },
      replay: { type: 'string' },
      transport: { type: 'string', default: 'socket' },
      database: { type: 'string' },
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.transport !== 'socket' && values.transport !== 'http')
    throw new Error(`--transport is socket or http, not “${values.transport}”\n${usage}`);
  if (values.model !== undefined && values.model !== 'scripted')
    throw new Error(`--model is scripted, not “${values.model}”; a real one is set by the environment (.env.example)\n${usage}`);
  const script: RehearsalScript | undefined = values.replay ? undefined : readScript(values.script);
  const lines = values.replay ? await readMeetings(values.replay) : [];
  const note = (text: string) => {
    if (!values.json) process.stdout.write(`${text}\n`);
  };
  const verdict = await rehearse(
    values.transport,
    values.database,
    note,
    script ? (values['no-chatter'] ? withoutChatter(script) : script) : lines,
    values.model === 'scripted' ? createScriptedModel() : undefined,
  );
  const { markdown, ...report } = verdict;
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report, markdown, note);
  return report.errors.length > 0 ? 1 : 0;
}

async function rehearse(
  transport: Transport,
  database: string | undefined,
  note: (text: string) => void,
  play: RehearsalScript | Awaited<ReturnType<typeof readMeetings>>,
  model?: Model,
): Promise<Verdict & { markdown: string }> {
  const env = rehearsalEnvironment(process.env, database);
  const databaseUrl = env.DATABASE_URL ?? `pglite:${env.DATA_DIR}/pg`;
  const { practice, slack } = await openPractice(transport);
  const log = createLogger(env.LOG_LEVEL, 2);
  const isReplay = Array.isArray(play);
  const bot = await startBot({ ...env, DATABASE_URL: databaseUrl }, slack, log, model);
  const withModel = bot.deps.model !== undefined;
  const present = isReplay ? everybody : everybody.filter((name) => !play.late.includes(name));
  const stage = await openChannel(practice, isReplay ? 'maya' : play.host, present, { patienceMs, note });
  try {
    await (isReplay ? replayMeetings(stage, play, everybody) : playWorkshop(stage, play, { withModel }));
    await practice.control.whenDelivered({ timeoutMs: patienceMs });
  } catch (error) {
    stage.errors.push((error as Error).message);
  }
  await bot.stop();
  const orgId = practice.control.snapshot(practice.control.person('maya').id).team.id;
  const verdict = await judge(databaseUrl, orgId, stage, { mustComplete: true, markedCaptures: !isReplay, withModel });
  await practice.close();
  return verdict;
}

function printReport(report: Verdict, markdown: string, note: (text: string) => void): void {
  for (const step of report.steps) {
    note(`\n${step.status === 'complete' ? '✓' : '✗'} ${step.id}${step.gaps.length > 0 ? `  open: ${step.gaps.join('; ')}` : ''}`);
    const artifact = report.artifacts[step.id];
    if (!artifact || !isStepId(step.id)) continue;
    for (const section of outlineArtifact(stepDefinition(step.id), artifact)) {
      note(`  ${section.label}`);
      for (const entry of section.entries)
        note(`    · ${entry.title}${entry.details.map((detail) => ` | ${detail.label}: ${detail.text}`).join('')}`);
    }
  }
  note(`\n──────── build pack ────────\n${markdown}\n────────────────────────────`);
  note(
    `lines linked to messages: ${report.lines.linked} of ${report.lines.total} · assumptions ${report.lines.assumptions} · broken ${report.lines.broken.length}`,
  );
  if (report.modelReplies > 0) note(`replies by the model ${report.modelReplies}`);
  note(`messages ${report.messagesStored} of ${report.messagesExpected} · posts ${report.posts} · doubled ${report.duplicatePosts}`);
  for (const error of report.errors) note(`✗ ${error}`);
  note(report.errors.length === 0 ? 'Everything is as it should be.' : `${report.errors.length} checks failed.`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
