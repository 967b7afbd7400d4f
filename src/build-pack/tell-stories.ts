import type { DocumentSource, StoryDefinition } from '../workshop/step-definition.ts';
import { mergeSources } from './merge-sources.ts';
import type { Overview, OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';
import { narrowLine, takeSection } from './take-section.ts';
import { tieTests } from './tie-tests.ts';

/**
 * A user story for each thing that is wanted, in the team's own words, with every source of its parts; under it the tests that speak of it.
 * Nothing is told while it is not known who wants it.
 */
export function tellStories(overview: Overview, from: readonly DocumentSource[], story: StoryDefinition): OverviewSection[] {
  const { prop } = story.who;
  const people = linesOf(overview, { ...story.who, props: prop ? [prop] : [] });
  const named = story.named && linesOf(overview, story.named)[0]?.title.trim().toLowerCase();
  const who = people.find((line) => line.title.trim().toLowerCase() === named) ?? people[0];
  const [soThat] = linesOf(overview, story.soThat);
  const criteria = story.criteria.flatMap((source) => linesOf(overview, source));
  const wanted = distinct(from.flatMap((source) => linesOf(overview, source)));
  if (!who || wanted.length === 0) return [];
  const role = who.details.find((detail) => detail.key === prop)?.text;
  const tied = tieTests(criteria, wanted);
  const lines = wanted.map((line, index): OverviewLine => {
    const want = line.details.find((detail) => detail.key === story.want)?.text ?? line.title;
    const own = criteria.filter((one) => tied.get(one) === line);
    return {
      path: `stories[${index}]`,
      title: line.title,
      marks: [],
      details: [
        { key: 'for', label: 'For', text: role ? `${who.title} (${role})` : who.title },
        { key: 'want', label: 'Want', text: want },
        ...(soThat ? [sayAim(soThat.title)] : []),
      ],
      parts: own.length > 0 ? [{ label: 'Accepted when', lines: own }] : [],
      ...asSources([who, narrowLine(line, story.want ? [story.want] : []), ...(soThat ? [soThat] : [])]),
    };
  });
  const loose = criteria.filter((one) => !tied.has(one));
  return [
    section('stories', 'Stories', 'profiles', lines),
    ...(loose.length > 0 ? [section('criteria', 'Tests that are not tied to one story', 'list', loose)] : []),
  ];
}

/** “We want patients to get home” goes on from “so that” as “patients get home”, with nothing added; where that is no sentence, it is an aim. */
function sayAim(outcome: string): OverviewDetail {
  const [, wanted] = /^we\s+want\s+(.+)$/isu.exec(outcome) ?? [];
  const [, whoever, does] =
    /^((?:\p{L}+\s+){0,3}?(?:\p{Ll}+s|people|they|everybody else|children|women|men))\s+to\s+(.+)$/isu.exec(wanted ?? '') ?? [];
  if (whoever && does) return { key: 'soThat', label: 'So that', text: `${whoever} ${does}` };
  return wanted ? { key: 'soThat', label: 'The aim', text: wanted } : { key: 'soThat', label: 'So that', text: outcome };
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

function section(key: string, label: string, shape: OverviewSection['shape'], lines: OverviewLine[]): OverviewSection {
  return { key, label, singular: label, shape, nameLabel: label, columns: [], lines };
}

/** One part that nobody said makes an assumption of the whole story. */
function asSources(parts: readonly OverviewLine[]): Pick<OverviewLine, 'sources'> {
  const sources = parts.every((part) => part.sources) ? mergeSources(parts) : undefined;
  return sources ? { sources } : {};
}
