import type { Coverage } from '../../src/build-pack/pack.ts';
import type { Canvas } from '../../src/practice/protocol.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import type { Artifact, Provenance } from '../../src/workshop/artifact.ts';
import { checkLinks } from '../../src/workshop/check-links.ts';
import type { Gap } from '../../src/workshop/gate.ts';
import { describeGap } from '../../src/workshop/gate.ts';
import type { JsonObject } from '../../src/workshop/json.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { wholeText } from '../../src/workshop/whole-text.ts';
import { judgePack } from './collect-pack.ts';
import { judgeLinks } from './judge-links.ts';
import type { Said, Stage } from './stage.ts';

export interface Verdict {
  steps: { id: string; status: string; gaps: string[] }[];
  artifacts: Record<string, Artifact>;
  messagesStored: number;
  messagesExpected: number;
  /** Of the workshop itself, without its forks. */
  posts: number;
  duplicatePosts: number;
  canvas: { title: string; characters: number } | null;
  /** How the artifacts' lines stand to what people said. */
  lines: { total: number; linked: number; assumptions: number; broken: string[] };
  /** Of the build pack, and how much of each leads back to what somebody said. */
  documents: { title: string; coverage: Coverage }[];
  /** Written by a model above the lines of the documents. */
  sentences: number;
  modelReplies: number;
  errors: string[];
}

export interface JudgeOptions {
  mustComplete: boolean;
  markedCaptures: boolean;
  /** A model took part. */
  withModel?: boolean;
  /** The bot was away for a while: Slack delivers what it missed after what came later, so that messages are in order by when they were sent, not by when they arrived. */
  redelivered?: boolean;
}

/** What the judge needs of the database; read after the bot has stopped, so a directory has one owner at a time. */
export async function judge(
  databaseUrl: string,
  orgId: string,
  stage: Stage,
  options: JudgeOptions,
): Promise<Verdict & { markdown: string }> {
  const database = await openDatabase(databaseUrl);
  try {
    return await judgeOpen(database, orgId, stage, options);
  } finally {
    await database.close();
  }
}

async function judgeOpen(database: Database, orgId: string, stage: Stage, options: JudgeOptions): Promise<Verdict & { markdown: string }> {
  const { prisma } = database;
  const errors = [...stage.errors];
  const workshop = await prisma.workshop.findFirst({
    where: { orgId, channelId: stage.channel, parentWorkshopId: null },
    orderBy: { createdAt: 'desc' },
  });
  if (!workshop) return nothing(stage, errors);
  const steps = await prisma.workshopStep.findMany({
    where: { workshopId: workshop.id },
    include: { stepDefinition: { select: { order: true } } },
  });
  steps.sort((a, b) => a.stepDefinition.order - b.stepDefinition.order);
  const artifacts = await prisma.stepArtifact.findMany({ where: { workshopStep: { workshopId: workshop.id }, isCurrent: true } });
  const stored = await prisma.message.findMany({
    where: {
      context: { workshopStep: { workshop: { OR: [{ id: workshop.id }, { parentWorkshopId: workshop.id }] } } },
      role: 'user',
      slackTs: { not: null },
    },
    orderBy: [{ contextId: 'asc' }, options.redelivered ? { slackTs: 'asc' } : { version: 'asc' }],
    select: {
      slackTs: true,
      slackUserId: true,
      content: true,
      deletedAt: true,
      context: { select: { workshopStep: { select: { threadTs: true } } } },
    },
  });
  errors.push(
    ...compareMessages(
      stage.said,
      stored.map((row) => ({
        user: row.slackUserId ?? '',
        ts: row.slackTs ?? '',
        threadTs: row.context.workshopStep?.threadTs ?? '',
        text: row.content,
        deleted: row.deletedAt !== null,
      })),
    ),
  );

  const { posts, duplicatePosts, troubles } = await judgePosts(prisma, workshop.id, stage);
  errors.push(...troubles);
  if (options.mustComplete) {
    for (const step of steps) if (step.status !== 'complete') errors.push(`${step.stepId} is ${step.status}`);
    if (workshop.status !== 'completed') errors.push(`the workshop is ${workshop.status}`);
  }
  errors.push(...(await judgeCaptures(prisma, workshop.id, options)));
  const canvas = findCanvas(stage, workshop.title);
  errors.push(...judgeCanvas(canvas, stage, options));
  const lines = await judgeLines(prisma, workshop.id, artifacts);
  if (lines.broken.length > 0)
    errors.push(`${lines.broken.length} lines cite what does not say it: ${lines.broken.slice(0, 3).join('; ')}`);
  if (options.markedCaptures && lines.linked < lines.total * minLinked)
    errors.push(`only ${lines.linked} of ${lines.total} lines are linked to messages`);
  const json = await prisma.buildPack.findFirst({
    where: { workshopId: workshop.id, formatType: 'json' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { content: true },
  });
  const pack = judgePack(json?.content, options.markedCaptures ? minLinked : 0);
  errors.push(...pack.troubles);
  const modelReplies = await prisma.message.count({
    where: { context: { workshopStep: { workshopId: workshop.id } }, model: { not: null } },
  });
  if (options.withModel && modelReplies < steps.length) errors.push(`the model replied ${modelReplies} times in ${steps.length} steps`);
  return {
    lines,
    documents: pack.documents,
    sentences: pack.sentences,
    modelReplies,
    steps: steps.map((step) => ({ id: step.stepId, status: step.status, gaps: ((step.gaps ?? []) as unknown as Gap[]).map(describeGap) })),
    artifacts: Object.fromEntries(artifacts.map((one) => [one.stepId, one.artifact as Artifact])),
    messagesStored: stored.length,
    messagesExpected: stage.said.length,
    posts,
    duplicatePosts,
    canvas: canvas ? { title: canvas.title, characters: canvas.markdown.length } : null,
    errors,
    markdown: canvas?.markdown ?? '',
  };
}

/** The channel's newest one with the workshop's name. */
function findCanvas({ control, channel }: Stage, title: string): Canvas | null {
  return control.canvases().findLast((one) => one.sharedWith.includes(channel) && one.markdown.includes(title)) ?? null;
}

function judgeCanvas(canvas: { markdown: string } | null, stage: Stage, { markedCaptures }: JudgeOptions): string[] {
  if (!canvas) return ['there is no canvas with the build pack'];
  if (!markedCaptures) return [];
  const roots = stage.botPosts().flatMap((post) => (post.threadTs ? [] : [post.ts]));
  return judgeLinks(canvas.markdown, stage.said, new Set(roots));
}

function nothing(stage: Stage, errors: readonly string[]): Verdict & { markdown: string } {
  return {
    steps: [],
    artifacts: {},
    messagesStored: 0,
    messagesExpected: stage.said.length,
    posts: 0,
    duplicatePosts: 0,
    canvas: null,
    lines: { total: 0, linked: 0, assumptions: 0, broken: [] },
    documents: [],
    sentences: 0,
    modelReplies: 0,
    errors: [...errors, 'there is no workshop'],
    markdown: '',
  };
}

async function judgePosts(
  prisma: Database['prisma'],
  workshopId: string,
  stage: Stage,
): Promise<{ posts: number; duplicatePosts: number; troubles: string[] }> {
  const posts = stage.botPosts();
  const keys = posts.map((post) => String(post.metadata?.event_payload?.key ?? post.ts));
  const duplicatePosts = keys.length - new Set(keys).size + countRepeatedWords(posts.map((post) => `${post.threadTs ?? ''} ${post.text}`));
  const unsent = await prisma.outboxRow.findMany({
    where: { workshop: { OR: [{ id: workshopId }, { parentWorkshopId: workshopId }] }, failedAt: { not: null } },
    select: { lastError: true },
  });
  // A fork is a workshop of its own, with its own measure of noise.
  const ofForks = await prisma.outboxRow.count({ where: { id: { in: keys }, workshop: { parentWorkshopId: workshopId } } });
  return {
    posts: posts.length - ofForks,
    duplicatePosts,
    troubles: [
      ...(duplicatePosts > 0 ? [`${duplicatePosts} posts were doubled`] : []),
      ...unsent.map((row) => `a post failed: ${row.lastError}`),
    ],
  };
}

async function judgeCaptures(prisma: Database['prisma'], workshopId: string, { markedCaptures }: JudgeOptions): Promise<string[]> {
  if (markedCaptures) return [];
  const captured = await prisma.workshopStep.count({ where: { workshopId, NOT: { draft: { path: ['captures'], equals: [] } } } });
  return captured > 0 ? [`${captured} steps captured something that nobody marked`] : [];
}

const minLinked = 0.9;

async function judgeLines(
  prisma: Database['prisma'],
  workshopId: string,
  artifacts: readonly { stepId: string; artifact: unknown; provenance: unknown }[],
): Promise<Verdict['lines']> {
  const rows = await prisma.message.findMany({
    where: { context: { workshopStep: { workshopId } }, role: 'user', deletedAt: null },
    select: { id: true, content: true, metadata: true },
  });
  const messages = new Map(rows.map((row) => [row.id, { text: wholeText(row.content, row.metadata as JsonObject) }]));
  const links = artifacts.flatMap((one) =>
    designThinking.has(one.stepId)
      ? checkLinks(designThinking.step(one.stepId), one.artifact as Artifact, one.provenance as Provenance, messages).map((link) => ({
          ...link,
          stepId: one.stepId,
        }))
      : [],
  );
  return {
    total: links.length,
    linked: links.filter((link) => link.state === 'linked').length,
    assumptions: links.filter((link) => link.state === 'assumption').length,
    broken: links.filter((link) => link.state === 'broken').map((link) => `${link.stepId} ${link.path} “${link.text}”`),
  };
}

/** The facilitator never says the same thing twice in one thread within a rehearsal; a doubled post under a new key would. */
function countRepeatedWords(texts: readonly string[]): number {
  return texts.length - new Set(texts).size;
}

/** Every message exactly once, in order, with its author, in its newest words. At most five differences are told. */
function compareMessages(said: readonly Said[], stored: readonly Said[]): string[] {
  const differences: string[] = [];
  const threads = new Set([...said, ...stored].map((message) => message.threadTs));
  for (const threadTs of threads) {
    const wanted = said.filter((message) => message.threadTs === threadTs).sort((a, b) => (a.ts < b.ts ? -1 : 1));
    const found = stored.filter((message) => message.threadTs === threadTs);
    const order = found.map((message) => message.ts);
    if (order.join() !== wanted.map((message) => message.ts).join()) {
      const missing = wanted.filter((message) => !order.includes(message.ts)).length;
      const extra = order.length - new Set(order).size + found.filter((message) => !wanted.some((one) => one.ts === message.ts)).length;
      differences.push(
        `thread ${threadTs}: ${missing} messages missing, ${extra} too many${missing + extra === 0 ? ', out of order' : ''}`,
      );
      continue;
    }
    wanted.forEach((message, index) => {
      const row = found[index];
      if (!row) return;
      if (row.user !== message.user) differences.push(`${message.ts} has another author`);
      if (row.deleted !== message.deleted) differences.push(`${message.ts} is ${row.deleted ? '' : 'not '}deleted`);
      if (!message.deleted && squash(row.text) !== squash(message.text)) differences.push(`${message.ts} has other words`);
    });
  }
  return differences.slice(0, 5);
}

/** Slack escapes three characters and we store them plain; line ends and spaces do not matter. */
function squash(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replace(/\s+/g, ' ').trim();
}
