import { comparePacks, type PackChanges } from '../build-pack/compare-packs.ts';
import { dateDues } from '../build-pack/due-dates.ts';
import { summariseFinale } from '../build-pack/finale.ts';
import { findMoved, sayMoved } from '../build-pack/moved-steps.ts';
import type { Overview } from '../build-pack/overview.ts';
import { nameOwners, type PeopleNames } from '../build-pack/owners.ts';
import type { BuildPack } from '../build-pack/pack.ts';
import { listPictures, type PackFiles, packFiles, printPictures } from '../build-pack/pack-files.ts';
import { packWithoutAuthors } from '../build-pack/pack-for-outsiders.ts';
import { findPlaced } from '../build-pack/placed-pictures.ts';
import { messageIdsIn, recountPack } from '../build-pack/recount-pack.ts';
import { renderMarkdown } from '../build-pack/render-markdown.ts';
import type { BuildPackRow, TeamStore } from '../ports/store.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import { findTests } from '../workshop/planned-tests.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { isGoneFrom, linkPack, type MessagePlace } from './link-pack.ts';
import type { Deps } from './use-case.ts';
import { findWhenSaid } from './when-said.ts';

export interface PackView {
  workshop: Workshop;
  title: string;
  /** With a link to each message that a line rests on. */
  markdown: string;
  /** The same for a canvas, with the pictures that were posted before. */
  canvasMarkdown: string;
  /** Without pictures; absent where it has none anyway. */
  plainCanvasMarkdown?: string;
  /** The canvas with further pictures, which stand at these addresses. */
  withPictures(addresses: readonly string[]): string;
  /** Those that were never posted, made when they are asked for. */
  newPictures(): Promise<PackFiles>;
  /** The canvas that an earlier making of this pack went to. */
  canvasId: string | null;
  /** What that canvas was given last. */
  canvasBefore?: string;
  /** Of all makings it is the one that people see: on a canvas, or in whatever took its place. */
  isShown: boolean;
  /** Every file of it, made when it is asked for. */
  files(): Promise<PackFiles>;
  /** Where files and posts go: the thread of the newest step that has one. */
  newestStep: { stepId: StepId; threadTs: string } | undefined;
}

/** A stored pack, ready to be handed out. Undefined when it is gone. */
export async function viewPack(
  { store, people }: Pick<Deps, 'store' | 'people'>,
  workshopId: WorkshopId,
  buildPackId: string,
  addressOf: (place: MessagePlace) => string,
): Promise<PackView | undefined> {
  const packs = await store.buildPacks(workshopId);
  const row = packs.find((one) => one.id === buildPackId);
  const source = row && jsonOf(packs, row);
  if (!row || !source) return undefined;
  const loaded = await store.loadWorkshop(workshopId);
  const { workshop, steps } = loaded;
  const names = await namesIn(people, loaded);
  const linked = await linkPack(store, { workshop, steps }, nameOwners(readPack(source.content), names), addressOf);
  const { links } = linked;
  const dated = dateDues(linked.pack, await findWhenSaid({ store, people }, linked.pack));
  const pack = forTeam(dated, workshop);
  const moved = sayMoved(findMoved(pack.sourceVersions, loaded.artifacts, workshop.template));
  const news = { person: personIn(names), ...(moved ? { moved } : {}) };
  const newest = steps.findLast((step) => step.threadTs !== null);
  const onCanvas = packs.find((one) => one.canvasId && one.canvasStatus);
  const pictures = listPictures(pack, news.person);
  const placed = findPlaced(packs.map((one) => one.content));
  const toCanvas = (addresses: ReadonlyMap<string, string>) =>
    renderMarkdown(pack, {
      ...news,
      ...links,
      forCanvas: true,
      ...changesSince(packs, linked.pack, { isCanvas: true }),
      pictures: pictures.flatMap(({ stepId, drawing }) => {
        const address = addresses.get(drawing);
        return address ? [{ stepId, address }] : [];
      }),
    });
  const wording = { ...news, ...links, ...changesSince(packs, linked.pack, { isCanvas: false }) };
  return {
    workshop,
    title: row.title,
    markdown: renderMarkdown(pack, wording),
    files: () => packFiles(pack, wording),
    canvasMarkdown: toCanvas(placed),
    ...(pictures.some(({ drawing }) => placed.has(drawing)) ? { plainCanvasMarkdown: toCanvas(new Map()) } : {}),
    withPictures: (addresses) => toCanvas(new Map([...placed, ...findPlaced(addresses.map((one) => `![](${one})`))])),
    newPictures: () => printPictures(pictures.filter(({ drawing }) => !placed.has(drawing))),
    canvasId: canvasOf(packs).canvasId,
    ...(onCanvas ? { canvasBefore: onCanvas.content } : {}),
    isShown: shownOf(packs)?.id === row.id,
    newestStep: newest?.threadTs ? { stepId: newest.stepId, threadTs: newest.threadTs } : undefined,
  };
}

/** What the last card says. Undefined while there is no pack. */
export async function viewFinale({ store, people }: Pick<Deps, 'store' | 'people'>, workshopId: WorkshopId) {
  const packs = await store.buildPacks(workshopId);
  const shown = shownOf(packs);
  const source = packs.find((one) => one.formatType === 'json');
  if (!source || !shown) return undefined;
  const loaded = await store.loadWorkshop(workshopId);
  const { workshop, members, steps, artifacts } = loaded;
  const stored = readPack(source.content);
  const pack = recountPack(stored, isGoneFrom(await store.messagePlaces(workshop.id, [...messageIdsIn(stored)])));
  const isOver = workshop.status === 'completed';
  // Whoever does what and whom to thank is known from the authors; who disagrees is told only where the pack tells it.
  const told = { ...pack, disagreement: forTeam(pack, workshop).disagreement };
  return {
    workshop,
    members,
    carriable: isOver ? await store.countCarriable(workshopId) : 0,
    lines: pack.lines,
    documents: pack.documents.map(({ title, coverage }) => ({ title, coverage })),
    ...summariseFinale(
      isOver ? dateDues(told, await findWhenSaid({ store, people }, pack)) : told,
      isOver ? await namesIn(people, loaded) : undefined,
    ),
    ...canvasOf(packs),
    moved: sayMoved(findMoved(readPack(jsonOf(packs, shown)?.content ?? source.content).sourceVersions, artifacts, workshop.template)),
    openTests: findTests(workshop.template, steps).filter((test) => !test.result).length,
  };
}

/** As the host wants the team to read it. */
function forTeam(pack: BuildPack, { settings }: Workshop): BuildPack {
  return settings.hidesAuthors ? packWithoutAuthors(pack) : pack;
}

/** What is different in a pack from the one before: on a canvas from the one that was there last. Nothing for the first. */
export function changesSince(
  packs: readonly BuildPackRow[],
  pack: BuildPack,
  { isCanvas }: { isCanvas: boolean },
): { changes?: PackChanges } {
  const earlier = packs.filter((one) => one.formatType === 'markdown' && one.createdAt.toISOString() < pack.madeAt);
  const row = (isCanvas ? earlier.find((one) => one.canvasStatus) : undefined) ?? earlier[0];
  const source = row && jsonOf(packs, row);
  return source ? { changes: comparePacks(readPack(source.content), pack) } : {};
}

/** Each making leaves a row per format, all of one moment. */
function jsonOf(packs: readonly BuildPackRow[], row: BuildPackRow): BuildPackRow | undefined {
  return packs.find((one) => one.formatType === 'json' && one.createdAt.getTime() === row.createdAt.getTime());
}

/** The making that people see: the newest that was handed out as a canvas, or the newest of all. */
function shownOf(packs: readonly BuildPackRow[]): BuildPackRow | undefined {
  const made = packs.filter((one) => one.formatType === 'markdown');
  return made.find((one) => one.canvasStatus) ?? made[0];
}

/** What the people of a workshop are called; without those of whom Slack does not say it in time. */
async function namesIn(people: Deps['people'], { members, contributors }: Pick<Loaded, 'members' | 'contributors'>): Promise<PeopleNames> {
  return people.namesOf([...new Set([...members.map((member) => member.userId), ...contributors])]);
}

function personIn(names: PeopleNames): (userId: UserId) => string {
  return (userId) => names.get(userId) ?? `@${userId}`;
}

type Loaded = Awaited<ReturnType<TeamStore['loadWorkshop']>>;

/** Where the pack went last: a canvas, or the status that says what took its place. */
function canvasOf(packs: readonly BuildPackRow[]): { canvasId: string | null; canvasStatus: string | null } {
  return {
    canvasId: packs.find((one) => one.canvasId)?.canvasId ?? null,
    canvasStatus: packs.find((one) => one.canvasStatus)?.canvasStatus ?? null,
  };
}

/** A pack from before it had documents has none. */
export function readPack(content: string): BuildPack {
  return { schema: 1, documents: [], votes: [], voices: [], ...(JSON.parse(content) as Overview & Partial<BuildPack>) };
}
