import { type Artifact, type Provenance, valueAt } from './artifact.ts';
import { isGrounded } from './grounding.ts';
import type { MessageId } from './ids.ts';
import { isJsonObject } from './json.ts';
import { outlineArtifact, wordsOf } from './outline.ts';
import type { Field, StepDefinition } from './step-definition.ts';

/** How a line of an artifact stands to what people said. */
export interface LineLink {
  path: string;
  text: string;
  /**
   * `linked`: every cited message stands, and the words are theirs. `assumption`: it cites nothing that stands, and is to be marked so.
   * `broken`: it claims a source that does not say it.
   */
  state: 'linked' | 'assumption' | 'broken';
}

/**
 * Holds each line of an artifact against the messages that it cites. `messages`: people's messages of the workshop that stand, by id;
 * a deleted one is not among them, so a line that cites nothing else has lost its link.
 */
export function checkLinks(
  definition: StepDefinition,
  artifact: Artifact,
  provenance: Provenance,
  messages: ReadonlyMap<MessageId, { text: string }>,
): LineLink[] {
  return outlineArtifact(definition, artifact).flatMap((section) => {
    const field = definition.fields.find((one) => one.key === section.key);
    return section.entries.map(({ path, title }): LineLink => {
      const cited = (provenance[path]?.messageIds ?? []).flatMap((id) => messages.get(id)?.text ?? []);
      if (cited.length === 0) return { path, text: title, state: 'assumption' };
      const claims = claimsAt(field, artifact, path);
      return { path, text: title, state: claims.every((claim) => isGrounded(claim, cited)) ? 'linked' : 'broken' };
    });
  });
}

const itemPath = /^(.+)\[(\d+)\]$/;

/** The free texts of a line that its own sources must say. What it gathers from other lines has sources of its own; choices are judgements. */
function claimsAt(field: Field | undefined, artifact: Artifact, path: string): string[] {
  const match = itemPath.exec(path);
  const list = match?.[1] === undefined ? undefined : valueAt(artifact, match[1]);
  const value = match && Array.isArray(list) ? list[Number(match[2])] : valueAt(artifact, path);
  if (!isJsonObject(value)) return field?.kind === 'choice' || field?.kind === 'number' ? [] : [wordsOf(value)].filter(Boolean);
  if (field?.kind === 'rated') return [wordsOf(value.rationale)];
  if (field?.kind !== 'items') return [wordsOf(value)];
  return field.props.flatMap((prop) => {
    const own = valueAt(value, prop.key);
    if (own === undefined || own === null) return [];
    if (prop.kind === 'text') return [wordsOf(own)].filter(Boolean);
    if (prop.kind === 'texts' && !prop.gathers && Array.isArray(own)) return own.map(wordsOf).filter(Boolean);
    if (prop.kind === 'rated' && isJsonObject(own)) return [wordsOf(own.rationale)];
    return [];
  });
}
