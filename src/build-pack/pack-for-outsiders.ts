import type { UserId } from '../workshop/ids.ts';
import type { BuildPack, PackDocument } from './pack.ts';
import { nameMentions } from './plain-line.ts';

/** Whoever is not named. */
const someone = 'a participant';

/** Everybody whose id stands in the pack, in its people or in what they said. */
export function peopleIn(pack: BuildPack): UserId[] {
  const found = new Set<UserId>();
  const note = (userId: UserId) => {
    found.add(userId);
    return '';
  };
  mapPack(pack, { text: (text) => nameMentions(text, note), people: (userIds) => userIds.map(note) });
  return [...found];
}

/**
 * The pack with words in the place of Slack's ids, for people who do not know them: names where `names` has them, “a participant” for
 * everybody else. How much each person said is the team's business and left out.
 */
export function packForOutsiders(pack: BuildPack, names?: ReadonlyMap<UserId, string>): BuildPack {
  const nameOf = (userId: UserId) => names?.get(userId) ?? someone;
  const outside = mapPack(pack, {
    text: (text) => nameMentions(text, nameOf),
    people: (userIds) => {
      const named = userIds.flatMap((userId) => names?.get(userId) ?? []);
      const others = userIds.length - named.length;
      return [...named, ...(others > 0 ? [others === 1 ? someone : `${others} participants`] : [])];
    },
  });
  return { ...outside, contributors: gather(outside.contributors), voices: [] };
}

/**
 * The pack for a team that does not want to read who said what: neither authors nor deciders nor how much each has said. Whom lines name
 * stays, and so does whoever does what: they took it on.
 */
export function packWithoutAuthors(pack: BuildPack): BuildPack {
  const bare = mapPack(pack, { text: (text) => text, people: () => [] });
  const documents = bare.documents.map((document) => (document.kind === 'decisions' ? withoutDeciders(document) : document));
  return { ...bare, documents, contributors: [], voices: [] };
}

function withoutDeciders(document: PackDocument): PackDocument {
  const isKept = ({ key }: { key: string }) => key !== decider;
  const sections = document.sections.map((section) => ({
    ...section,
    parts: section.parts.map((part) => ({
      ...part,
      columns: part.columns.filter(isKept),
      lines: part.lines.map((line) => ({ ...line, details: line.details.filter(isKept) })),
    })),
  }));
  return { ...document, sections };
}

/** Those without a name are one entry, with how many they are. */
function gather(contributors: BuildPack['contributors']): BuildPack['contributors'] {
  const named = contributors.filter((one) => one.userId !== someone);
  const others = contributors.filter((one) => one.userId === someone);
  if (others.length === 0) return named;
  const lines = others.reduce((sum, one) => sum + one.lines, 0);
  return [...named, { userId: others.length === 1 ? someone : `${others.length} participants`, lines }];
}

interface Mapping {
  text(text: string): string;
  people(userIds: readonly UserId[]): string[];
}

const personKeys = ['userId', 'host', 'decidedBy'];
/** The detail of the decision log that says who. */
const decider = 'by';

/** The same pack with other texts and people. */
function mapPack(pack: BuildPack, { text, people }: Mapping): BuildPack {
  const map = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return personKeys.includes(key) ? (people([value])[0] ?? someone) : text(value);
    if (Array.isArray(value)) return key === 'userIds' ? people(value.map(String)) : value.map((one) => map(one, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, map(one, name)]));
  };
  return map(pack, '') as BuildPack;
}
