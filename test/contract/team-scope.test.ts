import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TeamStore, WorkshopTx } from '../../src/ports/store.ts';
import { Conflict, NotFound } from '../../src/workshop/errors.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const at = new Date('2026-11-21T10:30:00.000Z');
const later = new Date('2026-11-22T10:30:00.000Z');

/** Everything of one team that has an id. */
type Scene = Awaited<ReturnType<typeof fill>>;

async function fill({ store }: TestStore, orgId: string) {
  const place = await startWorkshop(store, { orgId, channelId: `C-${orgId}` });
  const threadTs = nextTs();
  return store.inWorkshop(place.id, async (tx) => {
    const step = await tx.step('challenge');
    await tx.updateStep(step.id, { threadTs, status: 'in_progress' });
    const message = await say(tx, `the words of ${orgId}`);
    if (!message?.slackTs) throw new Error('not stored');
    await tx.addReaction(message.id, 'UANNA', 'pushpin', at);
    const round = await tx.openRound({
      workshopStepId: step.id,
      definitionId: 'vote',
      kind: 'vote',
      round: 1,
      epoch: step.epoch,
      settings: { budget: 3, isAnonymous: false } as never,
      options: [{ id: 'one', text: 'One' }] as never,
      openedBy: 'UHOST',
      at,
    });
    await tx.castBallot(round.id, 'UANNA', [{ optionId: 'one', dots: 1, choice: null }], at);
    const timer = await tx.addTimer({
      workshopStepId: step.id,
      activityId: null,
      label: '',
      startedBy: 'UHOST',
      startedAt: at,
      lengthMs: 60_000,
    });
    const action = await tx.addAction({
      stepId: 'challenge',
      action: 'advance',
      params: {},
      isDestructive: false,
      status: 'offered',
      requestedBy: 'UANNA',
      epoch: 0,
      says: [],
      basis: '',
      isPrivate: false,
      expiresAt: later,
      createdAt: at,
    } as never);
    const proposal = await tx.saveProposal({ stepId: 'challenge', epoch: 0, lines: [], dropped: {} as never, at });
    await tx.signOff(step, { userId: 'UANNA', subject: 'x', at });
    await tx.toggleDone(step, 'UANNA');
    await tx.saveArtifact(step, {
      expectedVersion: 0,
      artifact: { problemStatement: orgId },
      provenance: {},
      author: 'UHOST',
      origin: 'human',
      at,
    });
    await tx.saveSummary(step, { kind: 'deterministic', summary: orgId, artifactVersion: 1, at });
    const packId = await tx.saveBuildPack({ title: 't', formatType: 'json', content: orgId, kind: 'overview', sourceVersions: {}, at });
    const linkId = await tx.addShareLink({
      buildPackId: packId,
      tokenHash: createHash('sha256').update(orgId).digest('hex'),
      createdBy: 'UHOST',
      createdAt: at,
      expiresAt: later,
    });
    const factId = await tx.storeContext({
      scope: 'workshop',
      scopeId: place.id,
      type: 'domain',
      key: 'name',
      value: orgId,
      confidence: 1,
      sourceMessageId: message.id,
      at,
    });
    const reaction = { kind: 'react' as const, slackTs: message.slackTs, name: 'eyes' };
    const rowId = await tx.post(reaction);
    const cardId = await tx.wantCard('hub', null);
    const fact = (await tx.knownFacts(step.contextId))[0];
    await tx.audit({ action: 'start', userId: 'UHOST', at });
    if (!fact || !factId) throw new Error('no fact');
    return {
      ...place,
      threadTs,
      step,
      message,
      slackTs: message.slackTs,
      round,
      timer,
      action,
      proposal,
      packId,
      linkId,
      row: { id: rowId, workshopId: place.id, content: reaction, owner: 'eve' },
      card: { id: cardId, orgId, owner: 'eve' },
      fact,
    };
  });
}

const draft = { fields: {}, captures: [] } as never;
const manifest = { stepId: 'challenge', purpose: 'reply', model: 'm', manifest: {}, promptTokens: 1, at };

type Calls<T> = { [Name in keyof T]: ((its: Scene) => T[Name] extends (...all: infer All) => unknown ? All : never) | 'about-nothing' };

/** Each function of a team's store, asked for what another team has. */
const reads: Calls<TeamStore> = {
  createWorkshop: ({ orgId, channelId }) => [
    { orgId, channelId, ownerUserId: 'UEVE', title: 't', originalIdea: 't', pace: 'live', now: at },
    async () => undefined as never,
  ],
  inWorkshop: ({ id }) => [id, async (tx) => void (await tx.updateWorkshop({ title: 'taken over' })) as never],
  findThread: ({ orgId, channelId, threadTs }) => [{ orgId, channelId, threadTs }],
  storePlainMessage: ({ orgId, channelId, threadTs }) => [
    { orgId, channelId, threadTs, slackTs: nextTs(), userId: 'UHOST', content: 'x', metadata: {}, sentAt: at, dueAt: at },
  ],
  findMessage: ({ orgId, channelId, slackTs }) => [{ orgId, channelId, slackTs }],
  listWorkshops: (its) => [its, ['active']],
  findWorkshop: ({ orgId, channelId, id }) => [{ orgId, channelId, workshopId: id }],
  hasCardsUnderWay: (its) => [its],
  loadWorkshop: ({ id }) => [id],
  loadTurn: ({ step }) => [step.contextId],
  loadStep: ({ step }) => [step.contextId],
  openWishes: ({ step }) => [step.contextId],
  closeWishes: ({ step, message }) => [step.contextId, [message.id]],
  openLogs: ({ orgId, channelId, id }) => [{ orgId, channelId, workshopId: id }],
  isTurnWaiting: ({ step }) => [step.contextId],
  recentMessages: ({ step }) => [step.contextId, 10],
  messagesById: ({ id, message }) => [id, [message.id]],
  messagePlaces: ({ id, message }) => [id, [message.id]],
  buildPacks: ({ id }) => [id],
  countMessages: ({ id }) => [id],
  forksOf: ({ id }) => [id],
  ancestorsOf: ({ id }) => [id],
  inheritedThreads: ({ id }) => [id],
  lastMeant: ({ id }) => [[id], 'UANNA', new Date(0)],
  listVersions: ({ id }) => [id, 'challenge', { limit: 5 }],
  artifactVersion: ({ id }) => [id, 'challenge', 1],
  artifactAsOf: ({ id }) => [id, 'challenge', { at: later }],
  history: ({ id }) => [id, { limit: 5, actions: ['start'] }],
  findAction: ({ id, action }) => [id, action.id],
  findRound: ({ id, round }) => [{ workshopId: id, roundId: round.id }],
  listRounds: ({ step }) => [step, 'vote'],
  openRoundsOf: ({ step }) => [step],
  countRoundTakers: ({ round }) => [round.id],
  listSignOffs: ({ step }) => [step],
  findBallot: ({ round }) => [round.id, 'UANNA'],
  contextSources: ({ step }) => [step.contextId],
  contextWindow: ({ step }) => [step.contextId, 1_000],
  compaction: ({ message }) => [message.id],
  pastContext: ({ step }) => [step.contextId, 1],
  compact: ({ step }) => [step.contextId, { isNeeded: () => true, write: () => ({ compaction: {} as never, text: 'x' }) }],
  recallScope: ({ step }) => [step.contextId, { earlierWorkshops: true }],
  indexForRecall: ({ step }) => [step.contextId, 100],
  storeContext: ({ id, message }) => [
    { scope: 'workshop', scopeId: id, type: 'domain', key: 'new', value: 'x', confidence: 1, sourceMessageId: message.id, at },
  ],
  retrieveContext: ({ id }) => [{ scope: 'workshop', scopeId: id }, 'name'],
  retrieveContextByType: ({ id }) => [{ scope: 'workshop', scopeId: id }],
  saveManifest: ({ id }) => [{ ...manifest, workshopId: id }],
  latestManifest: ({ id }) => [id, 'challenge'],
  recordUsage: ({ id, orgId }) => [{ orgId, workshopId: id, stepId: 'challenge', costMicros: 1, promptTokens: 1, at } as never],
  usageOf: ({ id }) => [{ workshopId: id }],
  isErased: ({ id }) => [id],
  purgeErased: ({ id }) => [id, later],
  familyOf: ({ id }) => [id],
  countCarriable: ({ id }) => [id],
  workshopHealth: ({ id }) => [id, later],
  databaseHealth: 'about-nothing',
  countWaiting: 'about-nothing',
  homeOf: ({ orgId }) => [{ orgId, userId: 'UHOST' }, 5, at],
  findMembership: ({ orgId, id }) => [{ orgId, userId: 'UHOST', workshopId: id }],
  noteSeenIn: (its) => [its, 'UHOST', later],
  stepPresenceOf: ({ step }) => [step.id],
  setMuted: ({ orgId }) => [{ orgId, userId: 'UHOST' }, true, at],
  isMuted: ({ orgId }) => [{ orgId, userId: 'UHOST' }],
  latestProposal: ({ id }) => [{ workshopId: id, stepId: 'challenge' }],
  recentSpeakers: ({ step }) => [step.contextId],
  waitingFor: ({ orgId }) => [{ orgId, userId: 'UHOST' }],
  digestWish: ({ orgId }) => [{ orgId, userId: 'UHOST' }],
  setDigestWish: ({ orgId }) => [{ orgId, userId: 'UHOST' }, 'urgent'],
  reserve: ({ orgId }) => [orgId, { name: 'x', subject: '', startsAt: at, count: 1, most: 9 }],
  takeBack: ({ orgId }) => [orgId, { name: 'x', subject: '', startsAt: at, count: 1 }],
  findTimer: ({ id, timer }) => [{ workshopId: id, timerId: timer.id }],
  openTimerOf: ({ step }) => [step.id],
  workedOn: ({ id }) => [id],
  extendLease: ({ row }) => [row, later],
  noteOutboxPost: ({ row }) => [row, '1.1'],
  finishOutbox: ({ row }) => [row, { slackTs: '1.1', at }],
  postponeOutbox: ({ row }) => [row, { until: later, error: 'x', doubtful: true }],
  failOutbox: ({ row }) => [row, { error: 'x', at }],
  stopReplies: ({ orgId, channelId, threadTs }) => [{ orgId, channelId, threadTs, at }],
  takePlace: ({ orgId }) => [{ orgId, name: 'x', everyMs: 1, burst: 1, now: at }],
  holdPlace: ({ orgId }) => [{ orgId, name: 'x', until: later }],
  outboxRow: ({ row }) => [row.id],
  card: ({ card }) => [card.id],
  extendCard: ({ card }) => [card, later],
  finishCard: ({ card }) => [card, { revision: 9, editNotBefore: later, digest: null }],
  postponeCard: ({ card }) => [card, { until: later, error: 'x' }],
  stepThread: ({ step }) => [step.id],
  replyPlace: ({ id }) => [{ workshopId: id, stepId: 'challenge' }],
  countOutbox: ({ id }) => [id],
};

/** What a transaction on a workshop can be given of another team's. */
const writes: Record<string, (tx: WorkshopTx, its: Scene) => Promise<unknown>> = {
  updateStep: (tx, { step }) => tx.updateStep(step.id, { status: 'complete' }),
  saveDraft: (tx, { step }) => tx.saveDraft(step, draft),
  appendMessage: (tx, { step }) =>
    tx.appendMessage({ contextId: step.contextId, role: 'user', content: 'x', userId: 'UEVE', slackTs: nextTs(), createdAt: at }),
  messageByTs: (tx, { slackTs }) => tx.messageByTs(slackTs),
  reviseMessage: (tx, { message }) => tx.reviseMessage(message.id, 'changed', at),
  markMessageDeleted: (tx, { message }) => tx.markMessageDeleted(message.id, at),
  setMessageMetadata: (tx, { message }) => tx.setMessageMetadata(message.id, { addressed: true }),
  addReaction: (tx, { message }) => tx.addReaction(message.id, 'UEVE', 'eyes', at),
  removeReaction: (tx, { message }) => tx.removeReaction(message.id, 'UANNA', 'pushpin', at),
  flagForTurn: (tx, { message }) => tx.flagForTurn(message.id),
  scheduleTurn: (tx, { step }) => tx.scheduleTurn(step.contextId, at),
  finishTurn: (tx, { step }) => tx.finishTurn(step.contextId, { expectedHandledVersion: 0, handledVersion: 1, flagged: [], asOfSeq: 9 }),
  saveArtifact: (tx, { step }) =>
    tx.saveArtifact(step, { expectedVersion: 1, artifact: {}, provenance: {}, author: null, origin: 'human', at }),
  saveSummary: (tx, { step }) => tx.saveSummary(step, { kind: 'model', summary: 'x', artifactVersion: 1, at }),
  updateBuildPack: (tx, { packId }) => tx.updateBuildPack(packId, { content: 'x' }),
  replacePack: (tx, { packId, orgId }) => tx.replacePack(packId, { from: orgId, to: 'x' }),
  participation: (tx, { step }) => tx.participation(step.id),
  stepPresence: (tx, { step }) => tx.stepPresence(step.id),
  toggleDone: (tx, { step }) => tx.toggleDone(step, 'UANNA'),
  clearDone: (tx, { step }) => tx.clearDone(step.id),
  openRound: (tx, { step, round }) => tx.openRound({ ...round, workshopStepId: step.id, openedBy: 'UEVE', at } as never),
  round: (tx, { round }) => tx.round(round.id),
  latestRound: (tx, { step }) => tx.latestRound(step, 'vote'),
  rounds: (tx, { step }) => tx.rounds(step, 'vote'),
  closeRound: (tx, { round }) => tx.closeRound(round.id, { status: 'closed', by: null, at, result: null }),
  castBallot: (tx, { round }) => tx.castBallot(round.id, 'UEVE', [{ optionId: 'one', dots: 1, choice: null }], at),
  ballotOf: (tx, { round }) => tx.ballotOf(round.id, 'UANNA'),
  ballots: (tx, { round }) => tx.ballots(round.id),
  forgetChoices: (tx, { round }) => tx.forgetChoices(round.id),
  saveSheet: (tx, { round }) => tx.saveSheet(round.id, 'UEVE', ['x'], at),
  sheets: (tx, { round }) => tx.sheets(round.id),
  countTakers: (tx, { round }) => tx.countTakers(round.id),
  signOff: (tx, { step }) => tx.signOff(step, { userId: 'UEVE', subject: 'x', at }),
  withdrawSignOff: (tx, { step }) => tx.withdrawSignOff(step, 'UANNA', at),
  signOffs: (tx, { step }) => tx.signOffs(step),
  action: (tx, { action }) => tx.action(action.id),
  moveAction: (tx, { action }) => tx.moveAction(action.id, 'offered', { status: 'cancelled' }),
  proposal: (tx, { proposal }) => tx.proposal(proposal.id),
  decideProposal: (tx, { proposal }) => tx.decideProposal(proposal.id, { status: 'dismissed', by: null, at }),
  standingMessages: (tx, { message }) => tx.standingMessages([message.id]),
  setConsidered: (tx, { step }) => tx.setConsidered(step.contextId, 99),
  timer: (tx, { timer }) => tx.timer(timer.id),
  changeTimer: (tx, { timer }) => tx.changeTimer(timer.id, { status: 'cancelled' }),
  addTimer: (tx, { step }) =>
    tx.addTimer({ workshopStepId: step.id, activityId: null, label: '', startedBy: 'UEVE', startedAt: at, lengthMs: 60_000 }),
  setDeadline: (tx, { step }) => tx.setDeadline(step.id, { deadlineAt: at, deadlineSaid: 'nothing' }),
  beginEpoch: (tx, { step }) => tx.beginEpoch(step, at),
  forkContext: async (tx, { step }) => tx.forkContext((await tx.step('validate')).contextId, { contextId: step.contextId, version: 1 }),
  relative: (tx, { id }) => tx.relative(id),
  knownFacts: (tx, { step }) => tx.knownFacts(step.contextId),
  forgetFact: (tx, { fact }) => tx.forgetFact(fact, 'UEVE', at),
  supersedeFact: (tx, { fact }) => tx.supersedeFact(fact, at),
  carryFact: (tx, { fact }) => tx.carryFact(fact, 'UEVE', at),
  storeContext: (tx, { id, message }) =>
    tx.storeContext({
      scope: 'workshop',
      scopeId: id,
      type: 'domain',
      key: 'n',
      value: 'x',
      confidence: 1,
      sourceMessageId: message.id,
      at,
    }),
  addShareLink: (tx, { packId }) =>
    tx.addShareLink({ buildPackId: packId, tokenHash: 'e'.repeat(64), createdBy: 'UEVE', createdAt: at, expiresAt: later }),
  revokeShareLinks: (tx, { linkId }) => tx.revokeShareLinks(at, linkId),
};

/** Whether an answer holds nothing of that team: it may say “nothing” in whatever shape. */
function isEmptyOf(answer: unknown, its: Scene): boolean {
  const shown = JSON.stringify(answer instanceof Map ? [...answer] : (answer ?? null), (_key, value: unknown) =>
    value && typeof value === 'object' && 'workshop' in value ? 'a workshop' : value,
  );
  return (
    ![its.id, its.step.id, its.step.contextId, its.message.id, its.orgId].some((id) => shown.includes(`"${id}"`)) &&
    !shown.includes('UANNA')
  );
}

describe.each(databaseKinds)('the store of one team, given ids of another, on %s', (kind) => {
  let ours: TestStore;
  let theirs: Scene;
  let own: Scene;
  beforeAll(async () => {
    ours = await storeOn(await openTestDatabase(kind));
    theirs = await fill(ours, 'THEIRS');
    own = await fill(ours, 'OURS');
  });
  afterAll(() => ours.store.close());

  /** Every row anywhere that names anything of theirs. */
  async function allOfTheirs(): Promise<string[]> {
    const { pool } = ours.database;
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    );
    const ids = [theirs.orgId, theirs.id, theirs.step.id, theirs.step.contextId, theirs.message.id, theirs.round.id, theirs.packId];
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t WHERE t::text LIKE ANY ($1) ORDER BY 1`, [
        ids.map((id) => `%${id}%`),
      ]);
      found.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return found;
  }

  /** Runs it; what is not there for a team is refused as missing, or as out of date. */
  const attempt = (work: () => Promise<unknown>) =>
    work().catch((error: unknown) => {
      if (error instanceof NotFound || error instanceof Conflict) return undefined;
      throw error;
    });

  it.each(Object.keys(reads))('%s finds nothing and changes nothing', async (name) => {
    const call = reads[name as keyof TeamStore];
    if (call === 'about-nothing') return;
    const before = await allOfTheirs();
    const team = ours.store.ofTeam('OURS');
    const run = team[name as keyof TeamStore] as (...all: unknown[]) => Promise<unknown>;
    const answer = await attempt(() => run(...(call(theirs) as unknown[])));
    expect(isEmptyOf(answer, theirs)).toBe(true);
    expect(await allOfTheirs()).toEqual(before);
  });

  it.each(Object.keys(writes))('%s in a transaction of its own workshop reaches nothing of theirs', async (name) => {
    const before = await allOfTheirs();
    const answer = await attempt(() => ours.store.ofTeam('OURS').inWorkshop(own.id, async (tx) => writes[name]?.(tx, theirs)));
    expect(isEmptyOf(answer, theirs)).toBe(true);
    expect(await allOfTheirs()).toEqual(before);
  });

  it('finds its own, by the same questions', async () => {
    const team = ours.store.ofTeam('OURS');
    expect((await team.loadWorkshop(own.id)).workshop.id).toBe(own.id);
    expect(await team.recentMessages(own.step.contextId, 10)).toMatchObject([{ id: own.message.id }]);
    expect(await team.card(own.card.id)).toMatchObject({ id: own.card.id });
    expect(await team.countRoundTakers(own.round.id)).toBe(1);
    expect(await team.findAction(own.id, own.action.id)).toMatchObject({ id: own.action.id });
  });
});
