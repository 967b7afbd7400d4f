import type { BuiltContext, ContextPart, SectionKind } from '../../context/types.ts';
import type { UserId } from '../../workshop/ids.ts';

/** What people are called in a prompt; one name for one person, whoever shares it. */
export type Names = ReadonlyMap<UserId, string>;

const titles: Record<SectionKind, string> = {
  artifacts: '## Results of earlier steps',
  summaries: '## What happened in earlier steps',
  facts: '## What is known about the project',
  recall: '## Older messages that may matter now',
  gaps: '## What earlier steps left open',
  compacted: '## Earlier in this thread, in short',
  recent: '## The thread so far, oldest first',
};
/** Before this line nothing changes from turn to turn, so that a server may keep it in its cache. */
const stable: readonly SectionKind[] = ['artifacts', 'summaries', 'facts'];

/** The two halves of the context as text: what stays the same from turn to turn, and what does not. */
export function renderContext(context: BuiltContext, names: Names, marker: string): { stable: string; volatile: string } {
  const render = (isStable: boolean) =>
    context.sections
      .filter((section) => stable.includes(section.kind) === isStable && section.parts.length > 0)
      .map((section) => [titles[section.kind], ...section.parts.map((part) => renderPart(part, names))].join('\n'))
      .join('\n\n');
  return { stable: fence(render(true), marker), volatile: fence(render(false), marker) };
}

/** Sets material apart. Its end cannot be forged: whoever wrote it does not know the marker, and where it stands it is taken out. */
export function fence(text: string, marker: string): string {
  return text ? `<<${marker}>>\n${text.replaceAll(marker, '…')}\n<<end ${marker}>>` : '';
}

function renderPart(part: ContextPart, names: Names): string {
  const { source } = part;
  const text = nameMentions(part.text, names);
  const note = part.isCut ? ' […]' : '';
  const stale = 'isStale' in source && source.isStale ? ' (may be out of date: an earlier step was reopened)' : '';
  switch (source.kind) {
    case 'artifact':
    case 'summary':
      return `### ${source.stepName}${stale}\n${indent(text)}${note}`;
    case 'message':
      return `#${source.seq} ${source.role === 'user' ? speakerOf(source.userId, names) : '(facilitator)'}: ${indent(text)}${note}`;
    case 'missing':
    case 'gap':
      return `- ${source.stepName}: ${indent(text)}`;
    default:
      return `- ${indent(text)}${note}`;
  }
}

function speakerOf(userId: UserId | null, names: Names): string {
  return (userId && names.get(userId)) || 'somebody';
}

/** A line break inside of what somebody wrote must not look like the next message. */
function indent(text: string): string {
  return text.trim().replace(/\s*[\n\r\v\f\u0085\u2028\u2029]\s*/g, '\n  | ');
}

/** Mentions as the people are called; ids mean nothing to a reader. */
export function nameMentions(text: string, names: Names): string {
  return text.replace(/<@([UW][A-Z0-9]{2,20})>/g, (_, id: string) => names.get(id) ?? 'somebody');
}

const maxNameChars = 40;

/** Who speaks in a prompt besides people: nobody is called so. */
const reserved = /^\P{L}*(?:facilitator|system|assistant|developer|user|moderator|admin|administrator|workshop pilot)\P{L}*$/iu;

/** Names that can be told apart and do nothing else: one line, short, and a number where two people share one. */
export function distinctNames(userIds: readonly UserId[], found: ReadonlyMap<UserId, string>): Names {
  const names = new Map<UserId, string>();
  const taken = new Set<string>();
  for (const userId of userIds) {
    const bare =
      (found.get(userId) ?? '')
        .replace(/[\p{C}<>#|:“”"]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, maxNameChars) || 'Somebody';
    let name = reserved.test(bare.normalize('NFKC')) ? `Somebody called ${bare}` : bare;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${bare} (${count})`;
    taken.add(name.toLowerCase());
    names.set(userId, name);
  }
  return names;
}
