import type { Projection } from '../ports/context-store.ts';
import type { Artifact } from '../workshop/artifact.ts';
import { outlineArtifact } from '../workshop/outline.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import { countTokens } from './count-tokens.ts';
import { cutText } from './cut-text.ts';

const maxTokens = 2_000;
const maxChars = 10_000;
/** Of one value: a drawing or a transcript that got into a field is shown by its beginning. */
const maxValueChars = 1_000;

/** An artifact as the prompts of later steps show it: labelled lines, bounded whatever the artifact holds (F-11). Empty when it is. */
export function projectArtifact(definition: StepDefinition, artifact: Artifact, count: (text: string) => number = countTokens): Projection {
  const lines: string[] = [];
  let chars = 0;
  const add = (line: string) => {
    if (chars <= maxChars) lines.push(line);
    chars += line.length;
  };
  for (const section of outlineArtifact(definition, artifact)) {
    const [only, ...more] = section.entries;
    if (only && more.length === 0 && only.path === section.key) add(`${section.label}: ${short(only.title)}`);
    else {
      add(`${section.label}:`);
      for (const { title, details } of section.entries) {
        const said = details.map((one) => `${one.label}: ${short(one.text)}`);
        add(`- ${short(title)}${said.length > 0 ? ` (${said.join('; ')})` : ''}`);
      }
    }
  }
  const { text, tokens } = cutText(lines.join('\n').slice(0, maxChars), maxTokens, count);
  return { text, tokens };
}

/** On one line, so that nobody's words can look like the next entry. */
function short(text: string): string {
  const beginning = text.slice(0, maxValueChars + 1).replace(/\s+/g, ' ');
  return text.length > maxValueChars ? `${beginning.slice(0, maxValueChars).trimEnd()} …` : beginning.trim();
}
