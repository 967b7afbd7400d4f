import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactScope } from '../../src/ports/context-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, type ContextWorld, finishStep, openContextWorld } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

const steps = ['challenge', 'sense-making'] as const;
type StepOf = (typeof steps)[number];

/** What happens in the generated teams, one thing after the other. Numbers pick among what there is by then. */
type Happening =
  | { kind: 'start'; team: number; channel: number }
  | { kind: 'say'; workshop: number; step: StepOf; scope: Exclude<FactScope, 'team'>; key: number }
  | { kind: 'carry'; workshop: number; pick: number }
  | { kind: 'forget'; workshop: number; step: StepOf; pick: number }
  | { kind: 'delete'; pick: number }
  | { kind: 'finish'; workshop: number; step: StepOf }
  | { kind: 'fork'; workshop: number }
  | { kind: 'leave-out'; workshop: number; isOut: boolean };

const number = fc.nat({ max: 20 });
const step = fc.constantFrom(...steps);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const), team: fc.nat({ max: 1 }), channel: fc.nat({ max: 2 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      workshop: number,
      step,
      scope: fc.constantFrom('thread' as const, 'workshop' as const),
      key: fc.nat({ max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('carry' as const), workshop: number, pick: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const), workshop: number, step, pick: number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), pick: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const), workshop: number, step }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fork' as const), workshop: number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave-out' as const), workshop: number, isOut: fc.boolean() }) },
);

type Where = StepOf | 'workshop';

/** One row of the memory: what was said, or that it was forgotten from here on. */
interface Row {
  workshop: Modelled;
  where: Where;
  key: string;
  /** Null: hidden from here on. */
  value: string | null;
  messageId: string;
  time: number;
  isErased: boolean;
}
/** A message, or the summary of a step that ended: words that nobody else has used. */
interface Words {
  workshop: Modelled;
  where: StepOf;
  text: string;
  time: number;
  /** Undefined for a summary. */
  messageId?: string;
}
interface Modelled {
  id: string;
  team: number;
  channel: number;
  depth: number;
  parent: { workshop: Modelled; time: number } | undefined;
  isTeamOut: boolean;
  contexts: Record<StepOf, string>;
}

/** A plain retelling of the rules, with one clock for everything. */
class Model {
  workshops: Modelled[] = [];
  rows: Row[] = [];
  /** Of each team, by key: what was carried on last, and from where. */
  teams: Map<string, Row>[] = [new Map(), new Map()];
  deleted = new Set<string>();
  words: Words[] = [];

  /** What stands under a key: of the workshop itself, or else of what it was forked from, as that was then. */
  find(workshop: Modelled, where: Where, key: string, upTo = Number.POSITIVE_INFINITY): Row | undefined {
    const newest = this.rows.findLast(
      (row) => row.workshop === workshop && row.where === where && row.key === key && row.time <= upTo && !row.isErased,
    );
    if (newest && !this.deleted.has(newest.messageId)) return newest;
    return workshop.parent && this.find(workshop.parent.workshop, where, key, workshop.parent.time);
  }

  /** What was said or summed up in a workshop and, until they parted, in what it was forked from. */
  wordsOf(workshop: Modelled, upTo = Number.POSITIVE_INFINITY): Words[] {
    const own = this.words.filter((one) => one.workshop === workshop && one.time <= upTo && !this.deleted.has(one.messageId ?? ''));
    const { parent } = workshop;
    return parent ? [...this.wordsOf(parent.workshop, Math.min(upTo, parent.time)), ...own] : own;
  }

  known(workshop: Modelled, stepId: StepOf): Row[] {
    const keys = [...new Set(this.rows.map((row) => row.key))];
    const own = ([stepId, 'workshop'] as const).flatMap((where) => keys.flatMap((key) => this.find(workshop, where, key) ?? []));
    const team = workshop.isTeamOut ? [] : [...(this.teams[workshop.team]?.values() ?? [])];
    return [...own, ...team].filter((row) => row.value !== null && !row.isErased && !this.deleted.has(row.messageId));
  }
}

const pickOf = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];
const valuesOf = (all: readonly { value: unknown }[]) => all.map((one) => String(one.value)).sort();

describe.each(databaseKinds)('what may be known in a thread, on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;
  let runs = 0;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store } = world);
  });
  afterAll(() => store.close());

  const contextsOf = async (id: string) =>
    ({ challenge: await world.contextOf(id, 'challenge'), 'sense-making': await world.contextOf(id, 'sense-making') }) as Record<
      StepOf,
      string
    >;

  async function start(model: Model, run: number, team: number, channel: number): Promise<Modelled> {
    const { id } = await startWorkshop(store, { orgId: `T${run}-${team}`, channelId: `C${run}-${channel}` });
    const made: Modelled = {
      id,
      team,
      channel,
      depth: 0,
      parent: undefined,
      isTeamOut: false,
      contexts: await contextsOf(id),
    };
    model.workshops.push(made);
    return made;
  }

  /** As a fork begins: parent, seq, and logs that go on from its parent's. */
  async function fork(model: Model, run: number, parent: Modelled): Promise<void> {
    if (parent.depth >= 2) return;
    const made = await start(model, run, parent.team, 9);
    const { latestSeq } = await store.inWorkshop(parent.id, async (tx) => tx.workshop);
    await world.database.prisma.workshop.update({
      where: { id: made.id },
      data: { parentWorkshopId: parent.id, forkSeq: latestSeq, forkDepth: parent.depth + 1 },
    });
    for (const stepId of steps) {
      const from = await world.database.prisma.context.findUniqueOrThrow({
        where: { id: parent.contexts[stepId] },
        select: { latestVersion: true },
      });
      await store.inWorkshop(made.id, (tx) =>
        tx.forkContext(made.contexts[stepId], { contextId: parent.contexts[stepId], version: from.latestVersion }),
      );
    }
    made.depth = parent.depth + 1;
    made.parent = { workshop: parent, time: said };
  }

  let said = 0;
  async function happen(model: Model, run: number, one: Happening): Promise<void> {
    if (one.kind === 'start') return void (await start(model, run, one.team, one.channel));
    const workshop = pickOf(model.workshops, 'workshop' in one ? one.workshop : 0);
    if (!workshop) return;
    const now = new Date(at.getTime() + ++said);
    if (one.kind === 'fork') return fork(model, run, workshop);
    if (one.kind === 'leave-out') {
      workshop.isTeamOut = one.isOut;
      return store.inWorkshop(workshop.id, (tx) => tx.updateWorkshop({ settings: { ...tx.workshop.settings, useTeamMemory: !one.isOut } }));
    }
    if (one.kind === 'say') {
      const value = `${run}/${said}`;
      const key = `key ${one.key}`;
      const messageId = await store.inWorkshop(workshop.id, async (tx) => {
        const message = await say(tx, value, { stepId: one.step, at: now });
        const scopeId = one.scope === 'thread' ? workshop.contexts[one.step] : workshop.id;
        await tx.storeContext({
          scope: one.scope,
          scopeId,
          type: 'domain',
          key,
          value,
          confidence: 1,
          sourceMessageId: message?.id ?? '',
          at: now,
        });
        return message?.id ?? '';
      });
      model.words.push({ workshop, where: one.step, text: value, time: said, messageId });
      const where = one.scope === 'thread' ? one.step : 'workshop';
      model.rows.push({ workshop, where, key, value, messageId, time: said, isErased: false });
      return;
    }
    if (one.kind === 'finish') {
      const text = `sum ${run}/${said}`;
      model.words.push({ workshop, where: one.step, text, time: said });
      return store.inWorkshop(workshop.id, (tx) => finishStep(tx, one.step, {}, { summary: text }));
    }
    if (one.kind === 'delete') {
      const chosen = pickOf(
        model.rows.filter((row) => row.value !== null),
        one.pick,
      );
      if (!chosen) return;
      model.deleted.add(chosen.messageId);
      return store.inWorkshop(chosen.workshop.id, (tx) => tx.markMessageDeleted(chosen.messageId, now));
    }
    const stepId = one.kind === 'forget' ? one.step : 'challenge';
    await store.inWorkshop(workshop.id, async (tx) => {
      const facts = await tx.knownFacts(workshop.contexts[stepId]);
      const fact = pickOf(
        facts.filter((each) => (one.kind === 'carry' ? each.scope === 'workshop' : each.scope !== 'team')),
        one.pick,
      );
      const row = fact && model.rows.find((each) => each.value === fact.value && !each.isErased);
      if (!fact || !row) return;
      if (one.kind === 'carry') {
        await tx.carryFact(fact, 'UHOST', now);
        model.teams[workshop.team]?.set(fact.key, row);
        return;
      }
      await tx.forgetFact(fact, 'UHOST', now);
      if (!fact.isInherited)
        for (const each of model.rows)
          if (each.workshop === row.workshop && each.where === row.where && each.key === row.key) each.isErased = true;
      if (workshop.parent) model.rows.push({ ...row, workshop, value: null, time: said, isErased: false });
    });
  }

  /** What a prompt may be made of there besides facts: nothing of another team, another channel, or of what came after a fork. */
  async function expectNoLeak(model: Model, workshop: Modelled, stepId: StepOf): Promise<void> {
    const lineage = model.wordsOf(workshop);
    const textsOf = (all: readonly Words[]) => all.map((one) => one.text).sort();
    const sources = await store.contextSources(workshop.contexts[stepId]);
    const summaries = textsOf(lineage.filter((one) => one.messageId === undefined));
    for (const { summary } of sources.reads) if (summary) expect(summaries).toContain(summary.text);
    const messages = lineage.filter((one) => one.messageId !== undefined);
    const here = textsOf(messages.filter((one) => one.where === stepId));
    for (const { content } of await store.recentMessages(workshop.contexts[stepId], 100)) expect(here).toContain(content);
    // Recall is the same in all threads of a workshop.
    if (stepId !== steps[0]) return;
    const everywhere = model.workshops
      .flatMap(({ contexts }) => Object.values(contexts))
      .map((contextId) => ({ contextId, from: 1, to: 1_000 }));
    const recalled = async (earlierWorkshops: boolean) => {
      const scope = await store.recallScope(workshop.contexts[stepId], { earlierWorkshops });
      return (await scope.messages(everywhere)).map((one) => one.text).sort();
    };
    expect(await recalled(false)).toEqual(textsOf(messages));
    const sameRoom = model.words.filter((one) => one.workshop.team === workshop.team && one.workshop.channel === workshop.channel);
    const mayBeRecalled = textsOf([...messages, ...sameRoom]);
    for (const text of await recalled(true)) expect(mayBeRecalled).toContain(text);
  }

  it('is what was said there, in its workshop and before the fork, and what a host let its team know (F-32, F-41)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), async (happenings) => {
        const run = ++runs;
        const model = new Model();
        await start(model, run, 0, 0);
        await start(model, run, 1, 0);
        for (const one of happenings) await happen(model, run, one);
        for (const workshop of model.workshops) {
          for (const stepId of steps) {
            const shown = await store.inWorkshop(workshop.id, (tx) => tx.knownFacts(workshop.contexts[stepId]));
            const prompted = (await store.contextSources(workshop.contexts[stepId])).facts;
            expect(valuesOf(prompted)).toEqual(valuesOf(shown));
            expect(valuesOf(shown)).toEqual(valuesOf(model.known(workshop, stepId)));
            await expectNoLeak(model, workshop, stepId);
          }
        }
      }),
      { numRuns: kind === 'pglite' ? 15 : 40 },
    );
  }, 300_000);
});
