import type { PackFiles } from '../../src/build-pack/pack-files.ts';
import type { Model } from '../../src/ports/model.ts';
import { createLogger } from '../../src/process.ts';
import { collectPack } from './collect-pack.ts';
import { judge, type Verdict } from './judge.ts';
import { openChannel, openPractice, rehearsalEnvironment, startBot, type Transport } from './open-house.ts';
import { playWorkshop } from './play-workshop.ts';
import { type readMeetings, replayMeetings } from './replay-meetings.ts';
import type { RehearsalScript } from './script-format.ts';
import { createScriptedModel } from './scripted-model.ts';
import type { Stage } from './stage.ts';

const everybody = ['maya', 'tomas', 'aiko', 'sam'];
const patienceMs = 30_000;
/** A real model takes its time. */
const modelPatienceMs = 180_000;

export interface RehearsalOptions {
  play: RehearsalScript | Awaited<ReturnType<typeof readMeetings>>;
  transport: Transport;
  database: string | undefined;
  /** Absent: guided, whatever the environment says. `configured`: the model of the environment. */
  model?: 'scripted' | 'configured';
  note: (text: string) => void;
  /** Looks at the channel when all is said, before everything is closed. */
  onEnd?: (stage: Stage) => void;
}

/** A workshop in a practice workspace of its own, over a real connection, from start to finale; then what is stored is judged. */
export async function runRehearsal({
  play,
  transport,
  database,
  model,
  note,
  onEnd,
}: RehearsalOptions): Promise<Verdict & { markdown: string; pack: PackFiles }> {
  const env = rehearsalEnvironment({ ...process.env, ...(model === 'configured' ? {} : { FACILITATOR: 'guided' }) }, database);
  const databaseUrl = env.DATABASE_URL ?? `pglite:${env.DATA_DIR}/pg`;
  const { practice, slack } = await openPractice(transport);
  const log = createLogger(env.LOG_LEVEL, 2);
  const isReplay = Array.isArray(play);
  const given: Model | undefined = model === 'scripted' ? createScriptedModel() : undefined;
  const bot = await startBot({ ...env, DATABASE_URL: databaseUrl }, slack, log, given);
  const withModel = bot.deps.model !== undefined;
  const present = isReplay ? everybody : everybody.filter((name) => !play.late.includes(name));
  const options = { patienceMs: model === 'configured' ? modelPatienceMs : patienceMs, note };
  const stage = await openChannel(practice, isReplay ? 'maya' : play.host, present, options);
  try {
    await (isReplay ? replayMeetings(stage, play, everybody) : playWorkshop(stage, play, { withModel }));
    await practice.control.whenDelivered({ timeoutMs: patienceMs });
  } catch (error) {
    stage.errors.push((error as Error).message);
  }
  const orgId = practice.control.snapshot(practice.control.person('maya').id).team.id;
  const pack = await collectPack(bot.deps, { orgId, channelId: stage.channel }, options.patienceMs);
  stage.errors.push(...pack.failed.map(({ name, error }) => `${name} could not be made: ${String(error)}`));
  await bot.stop();
  onEnd?.(stage);
  const verdict = await judge(databaseUrl, orgId, stage, {
    mustComplete: true,
    markedCaptures: !isReplay,
    withModel: withModel && !isReplay,
  });
  await practice.close();
  return { ...verdict, pack };
}
