import type { DocumentSource, StoryDefinition } from '../workshop/step-definition.ts';
import { mergeSources } from './merge-sources.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';
import { takeSection } from './take-section.ts';

/**
 * A user story for each thing that is wanted, in the team's own words, with every source of its parts; under it what tells that it is good
 * enough. Nothing is told while it is not known who wants it.
 */
export function tellStories(overview: Overview, from: readonly DocumentSource[], story: StoryDefinition): OverviewSection[] {
  const people = linesOf(overview, story.who);
  const named = story.named && linesOf(overview, story.named)[0]?.title.trim().toLowerCase();
  const who = people.find((line) => line.title.trim().toLowerCase() === named) ?? people[0];
  const [soThat] = linesOf(overview, story.soThat);
  const criteria = story.criteria.flatMap((source) => linesOf(overview, source));
  const wanted = distinct(from.flatMap((source) => linesOf(overview, source)));
  if (!who || wanted.length === 0) return [];
  const role = who.details.find((detail) => detail.key === story.who.prop)?.text;
  const lines = wanted.map((line, index): OverviewLine => {
    const want = line.details.find((detail) => detail.key === story.want)?.text ?? line.title;
    const goal = soThat ? `, so that: ${soThat.title}` : '';
    const own = criteria.filter((one) => mentions(one, line.title));
    return {
      path: `stories[${index}]`,
      title: `${line.title}. As ${who.title}${role ? `, ${role},` : ''} I want: ${want.replace(/[.!\s]+$/, '')}${goal}`,
      marks: [],
      details: [],
      parts: own.length > 0 ? [{ label: 'Accepted when', lines: own }] : [],
      ...asSources([who, line, ...(soThat ? [soThat] : [])]),
    };
  });
  const shared = criteria.filter((one) => !wanted.some((line) => mentions(one, line.title)));
  return [
    section('stories', 'Stories', lines),
    ...(shared.length > 0 ? [section('criteria', 'Accepted when, for all of them', shared)] : []),
  ];
}

function linesOf(overview: Overview, source: DocumentSource): OverviewLine[] {
  return takeSection(overview, source).flatMap((one) => one.lines);
}

/** A concept is told once, although the idea that it grew from was picked too. */
function distinct(lines: readonly OverviewLine[]): OverviewLine[] {
  const told = new Set<string>();
  return lines.filter((line) => {
    const names = [line.title, ...line.details.filter((detail) => detail.key === 'ideaSource').map((detail) => detail.text)];
    const keys = names.map((name) => name.trim().toLowerCase());
    if (keys.slice(0, 1).some((key) => told.has(key))) return false;
    for (const key of keys) told.add(key);
    return true;
  });
}

function mentions(line: OverviewLine, name: string): boolean {
  const words = [line.title, ...line.details.map((detail) => detail.text)].join(' ').toLowerCase();
  return name.trim().length > 2 && words.includes(name.trim().toLowerCase());
}

function section(key: string, label: string, lines: OverviewLine[]): OverviewSection {
  return { key, label, singular: label, shape: 'list', nameLabel: label, columns: [], lines };
}

/** One part that nobody said makes an assumption of the whole story. */
function asSources(parts: readonly OverviewLine[]): Pick<OverviewLine, 'sources'> {
  const sources = parts.every((part) => part.sources) ? mergeSources(parts) : undefined;
  return sources ? { sources } : {};
}
