import { parseArgs } from 'node:util';
import { sayCoverage } from '../src/build-pack/pack.ts';
import { outlineArtifact } from '../src/workshop/outline.ts';
import { designThinking } from '../src/workshop/steps.ts';
import { writePack } from './rehearsal/collect-pack.ts';
import type { Verdict } from './rehearsal/judge.ts';
import { readMeetings } from './rehearsal/replay-meetings.ts';
import { runRehearsal } from './rehearsal/run-rehearsal.ts';
import { type RehearsalScript, readScript, withoutChatter } from './rehearsal/script-format.ts';

const usage = `npm run rehearse -- [--script FILE] [--no-chatter] [--replay FILE.jsonl] [--transport socket|http] [--database URL] [--model scripted|configured] [--out DIR] [--json]`;

/**
 * Plays a workshop in a practice workspace, over a real connection, and checks what is stored and posted. Exit 1 when a check failed.
 * `--out` writes the build pack in every format.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      script: { type: 'string', default: new URL('./rehearsal/clinic.yaml', import.meta.url).pathname },
      'no-chatter': { type: 'boolean', default: false },
      replay: { type: 'string' },
      transport: { type: 'string', default: 'socket' },
      database: { type: 'string' },
      model: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.transport !== 'socket' && values.transport !== 'http')
    throw new Error(`--transport is socket or http, not “${values.transport}”\n${usage}`);
  const { transport, database, model } = values;
  if (model !== undefined && model !== 'scripted' && model !== 'configured')
    throw new Error(`--model is scripted, or configured for the one of the environment (.env.example), not “${model}”\n${usage}`);
  const script: RehearsalScript | undefined = values.replay ? undefined : readScript(values.script);
  const lines = values.replay ? await readMeetings(values.replay) : [];
  const note = (text: string) => {
    if (!values.json) process.stdout.write(`${text}\n`);
  };
  const play = script ? (values['no-chatter'] ? withoutChatter(script) : script) : lines;
  const verdict = await runRehearsal({ play, transport, database, note, ...(model ? { model } : {}) });
  const { markdown, pack, ...rest } = verdict;
  const report = { ...rest, files: pack.files.map(({ name, content }) => ({ name, bytes: Buffer.byteLength(content) })) };
  if (values.out) await writePack(values.out, pack);
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report, markdown, note);
  return report.errors.length > 0 ? 1 : 0;
}

function printReport(report: Verdict & { files: { name: string; bytes: number }[] }, markdown: string, note: (text: string) => void): void {
  for (const step of report.steps) {
    note(`\n${step.status === 'complete' ? '✓' : '✗'} ${step.id}${step.gaps.length > 0 ? `  open: ${step.gaps.join('; ')}` : ''}`);
    const artifact = report.artifacts[step.id];
    if (!artifact || !designThinking.has(step.id)) continue;
    for (const section of outlineArtifact(designThinking.step(step.id), artifact)) {
      note(`  ${section.label}`);
      for (const entry of section.entries)
        note(`    · ${entry.title}${entry.details.map((detail) => ` | ${detail.label}: ${detail.text}`).join('')}`);
    }
  }
  note(`\n──────── build pack ────────\n${markdown}\n────────────────────────────`);
  note(
    `lines linked to messages: ${report.lines.linked} of ${report.lines.total} · assumptions ${report.lines.assumptions} · broken ${report.lines.broken.length}`,
  );
  for (const { title, coverage } of report.documents) note(`${title}: ${sayCoverage(coverage)}`);
  note(`files ${report.files.map(({ name, bytes }) => `${name} (${Math.ceil(bytes / 1_000)} kB)`).join(', ')}`);
  if (report.modelReplies > 0) note(`replies by the model ${report.modelReplies} · sentences in the pack ${report.sentences}`);
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
